@NullMarked
package io.craton.hsm.actors.wire;

import org.jspecify.annotations.NullMarked;
