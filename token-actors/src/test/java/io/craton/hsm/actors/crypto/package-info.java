@NullMarked
package io.craton.hsm.actors.crypto;

import org.jspecify.annotations.NullMarked;
