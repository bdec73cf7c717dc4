package io.craton.hsm.core.mechanism;

/** What a mechanism is used for. */
public enum Operation {
    ENCRYPT,
    DECRYPT,
    DIGEST,
    SIGN,
    VERIFY,
    GENERATE,
    GENERATE_KEY_PAIR
}
