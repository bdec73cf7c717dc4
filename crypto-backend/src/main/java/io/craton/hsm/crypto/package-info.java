/** Cryptography: the one door to every backend, and secret memory. */
@NullMarked
package io.craton.hsm.crypto;

import org.jspecify.annotations.NullMarked;
