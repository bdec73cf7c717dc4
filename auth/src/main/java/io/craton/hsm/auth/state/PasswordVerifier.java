package io.craton.hsm.auth.state;

import io.craton.hsm.core.Octets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/** What is kept of a password: PBKDF2-HMAC-SHA256 of it (SP 800-132). */
public record PasswordVerifier(Octets salt, int iterations, Octets hash) {
    public static final int ITERATIONS = 600_000;
    public static final int SALT_BYTES = 16;
    public static final int HASH_BYTES = 32;

    /** Does not wipe {@code password}. */
    public static PasswordVerifier of(char[] password, SecureRandom random) {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        return new PasswordVerifier(Octets.wrap(salt), ITERATIONS, Octets.wrap(derive(password, salt, ITERATIONS)));
    }

    /** Takes about half a second of a core. */
    public boolean matches(char[] password) {
        byte[] derived = derive(password, salt.toByteArray(), iterations);
        boolean same = MessageDigest.isEqual(derived, hash.toByteArray());
        Arrays.fill(derived, (byte) 0);
        return same;
    }

    private static byte[] derive(char[] password, byte[] salt, int iterations) {
        PBEKeySpec spec = new PBEKeySpec(password, salt, iterations, HASH_BYTES * Byte.SIZE);
        try {
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(spec)
                    .getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("PBKDF2 is not available", e);
        } finally {
            spec.clearPassword();
        }
    }
}
