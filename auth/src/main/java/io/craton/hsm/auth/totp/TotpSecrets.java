package io.craton.hsm.auth.totp;

import io.craton.hsm.auth.OperatorId;
import io.craton.hsm.core.Octets;

/** The port to whatever seals the secrets of one-time codes for the agreed state. Thread-safe. */
public interface TotpSecrets {
    /** Seals for one owner: what is sealed for one cannot be opened for another. The caller wipes {@code secret}. */
    Octets seal(OperatorId owner, byte[] secret);

    /**
     * The caller wipes what it gets.
     *
     * @throws IllegalArgumentException when it was not sealed for this owner, or damaged
     */
    byte[] open(OperatorId owner, Octets sealed);
}
