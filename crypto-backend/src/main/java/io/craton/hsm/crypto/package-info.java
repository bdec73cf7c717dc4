/** Cryptography: the backend port, secret memory, sealing, and one isolated adapter per provider. */
@NullMarked
package io.craton.hsm.crypto;

import org.jspecify.annotations.NullMarked;
