package io.craton.hsm.auth.state;

import io.craton.hsm.core.Octets;

/**
 * An enrolled second factor.
 *
 * @param sealedSecret sealed for its owner by {@link io.craton.hsm.auth.totp.TotpSecrets}
 * @param lastStep the last step whose code was accepted; no code of it or an earlier one is accepted again
 */
public record SecondFactor(Octets sealedSecret, long lastStep) {}
