package io.craton.hsm.auth;

import io.craton.hsm.core.Octets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/**
 * The bearer's half of a sign-in: 256 random bits, of which the cluster keeps only the SHA-256. Wiped on close; {@link #toString} does
 * not show it.
 */
public final class SessionToken implements AutoCloseable {
    public static final int BYTES = 32;

    /** Base64url of 32 bytes, unpadded. */
    public static final int TEXT_CHARS = 43;

    private final byte[] bytes;

    private SessionToken(byte[] bytes) {
        this.bytes = bytes;
    }

    public static SessionToken random(SecureRandom random) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return new SessionToken(bytes);
    }

    /** Reads what {@link #text} wrote; empty for anything else. */
    public static Optional<SessionToken> parse(String text) {
        if (text.length() != TEXT_CHARS) {
            return Optional.empty();
        }
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(text);
            SessionToken token = new SessionToken(bytes);
            return bytes.length == BYTES && token.text().equals(text) ? Optional.of(token) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** What the bearer keeps, for instance in a cookie. */
    public String text() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** What the cluster keeps. Looking a hash up tells nothing about the token, so the look-up need not take constant time. */
    public Octets hash() {
        try {
            return Octets.wrap(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    @Override
    public void close() {
        Arrays.fill(bytes, (byte) 0);
    }

    @Override
    public String toString() {
        return "SessionToken";
    }
}
