package io.craton.hsm.crypto;

import io.craton.hsm.core.Octets;

/** What a key pair is to be. */
public sealed interface KeyPairParameters {
    /** {@code publicExponent} is unsigned, big-endian. */
    record Rsa(int modulusBits, Octets publicExponent) implements KeyPairParameters {}

    /** {@code ecParams} is the DER of the curve's object identifier, as CKA_EC_PARAMS. */
    record Ec(Octets ecParams) implements KeyPairParameters {}
}
