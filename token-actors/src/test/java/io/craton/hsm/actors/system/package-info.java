@NullMarked
package io.craton.hsm.actors.system;

import org.jspecify.annotations.NullMarked;
