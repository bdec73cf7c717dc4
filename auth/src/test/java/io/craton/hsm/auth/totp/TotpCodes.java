package io.craton.hsm.auth.totp;

import java.math.BigInteger;
import java.time.Instant;

/** An authenticator app that has scanned an enrolment. */
public final class TotpCodes {
    private TotpCodes() {}

    /** The code it shows at {@code now}. */
    public static char[] of(TotpEnrolment enrolment, Instant now) {
        return of(enrolment.secret(), now);
    }

    /** Likewise, of somebody who has typed the secret. */
    public static char[] of(String typed, Instant now) {
        BigInteger bits = BigInteger.ZERO;
        for (char letter : typed.toCharArray()) {
            bits = bits.shiftLeft(5).or(BigInteger.valueOf("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter)));
        }
        byte[] secret = new byte[Totp.SECRET_BYTES];
        byte[] magnitude = bits.toByteArray();
        for (int i = 0; i < secret.length && i < magnitude.length; i++) {
            secret[secret.length - 1 - i] = magnitude[magnitude.length - 1 - i];
        }
        return Totp.code(secret, Totp.stepAt(now), Totp.Algorithm.SHA1, Totp.DIGITS);
    }
}
