@NullMarked
package io.craton.hsm.actors.agreed;

import org.jspecify.annotations.NullMarked;
