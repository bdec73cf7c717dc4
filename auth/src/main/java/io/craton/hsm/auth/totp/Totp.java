package io.craton.hsm.auth.totp;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.OptionalLong;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Time-based one-time passwords (RFC 6238) with the parameters that every authenticator app knows: HMAC-SHA-1, six digits, steps of 30
 * seconds. A code is good for its own step and the one on either side (section 5.2), and for one use. Pure.
 */
public final class Totp {
    /** RFC 4226, section 4, R6: 160 bits. */
    public static final int SECRET_BYTES = 20;

    public static final int DIGITS = 6;
    public static final int STEP_SECONDS = 30;

    /** Steps on either side that a code is still good for: the delay of typing, and clocks apart. */
    static final int WINDOW = 1;

    /** What the digits are made with; other than SHA1 in the vectors of RFC 6238 only. */
    enum Algorithm {
        SHA1("HmacSHA1"),
        SHA256("HmacSHA256"),
        SHA512("HmacSHA512");

        private final String mac;

        Algorithm(String mac) {
            this.mac = mac;
        }
    }

    private Totp() {}

    /** A new secret; the caller seals and wipes it. */
    public static byte[] newSecret(SecureRandom random) {
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(secret);
        return secret;
    }

    /**
     * The step whose code this is, if it is one that may be used: within the window around {@code now}, and after {@code lastStep}, the
     * last one accepted (section 5.2: a code must not be accepted twice). Every candidate is compared in full, so that time tells nothing.
     */
    public static OptionalLong accept(byte[] secret, char[] code, Instant now, long lastStep) {
        if (code.length != DIGITS) {
            return OptionalLong.empty();
        }
        long present = stepAt(now);
        long accepted = Long.MIN_VALUE;
        for (long step = present - WINDOW; step <= present + WINDOW; step++) {
            boolean same = equal(code(secret, step, Algorithm.SHA1, DIGITS), code);
            if (same && step > lastStep) {
                accepted = step;
            }
        }
        return accepted == Long.MIN_VALUE ? OptionalLong.empty() : OptionalLong.of(accepted);
    }

    /** Steps since 1970 (RFC 6238, section 4.2). */
    public static long stepAt(Instant now) {
        return Math.floorDiv(now.getEpochSecond(), STEP_SECONDS);
    }

    /** HOTP of a step (RFC 4226, section 5.3), with leading zeros. */
    static char[] code(byte[] secret, long step, Algorithm algorithm, int digits) {
        byte[] hash = mac(secret, step, algorithm);
        int offset = hash[hash.length - 1] & 0x0f;
        long value = ByteBuffer.wrap(hash, offset, 4).getInt() & 0x7fff_ffffL;
        char[] code = new char[digits];
        for (int i = digits - 1; i >= 0; i--) {
            code[i] = (char) ('0' + value % 10);
            value /= 10;
        }
        return code;
    }

    private static byte[] mac(byte[] secret, long step, Algorithm algorithm) {
        try {
            Mac mac = Mac.getInstance(algorithm.mac);
            mac.init(new SecretKeySpec(secret, algorithm.mac));
            return mac.doFinal(ByteBuffer.allocate(Long.BYTES).putLong(step).array());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + algorithm.mac, e);
        }
    }

    private static boolean equal(char[] expected, char[] found) {
        int difference = 0;
        for (int i = 0; i < expected.length; i++) {
            difference |= expected[i] ^ found[i];
        }
        return difference == 0;
    }
}
