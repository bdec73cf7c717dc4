package io.craton.hsm.core.token;

import io.craton.hsm.core.Octets;

/**
 * A token's data key wrapped under a PIN.
 *
 * @param salt of the key derivation
 * @param iterations of PBKDF2-HMAC-SHA256
 * @param blob the data key, sealed under the derived key
 */
public record WrappedSecret(Octets salt, int iterations, Octets blob) {}
