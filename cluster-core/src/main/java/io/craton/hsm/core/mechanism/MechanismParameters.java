package io.craton.hsm.core.mechanism;

import io.craton.hsm.core.Octets;

/** The parameters of one use of a mechanism. */
public sealed interface MechanismParameters {
    /** No parameters. */
    enum None implements MechanismParameters {
        NONE
    }

    /** An initialisation vector of one block. */
    record Iv(Octets iv) implements MechanismParameters {}

    /** CK_GCM_PARAMS: {@code tagBits} is 96 to 128 in steps of 8. */
    record Gcm(Octets iv, Octets aad, int tagBits) implements MechanismParameters {}

    /** The kinds, as the catalogue names them. */
    enum Kind {
        NONE,
        IV_16,
        GCM
    }
}
