package io.craton.hsm.crypto.seal;

import io.craton.hsm.core.Octets;
import io.craton.hsm.core.secret.Secret;
import io.craton.hsm.crypto.SecretMemory;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Wraps random secrets under a PIN: PBKDF2-HMAC-SHA256 makes an AES-256-GCM key of it. Costs some 0.6 s of CPU at the default number of
 * iterations, on purpose; never to be called on a thread that others wait for. Thread-safe.
 */
public final class PinWrap {
    public static final int DEFAULT_ITERATIONS = 600_000;

    /** Fewer are refused when wrapping and when unwrapping, whatever a configuration or a record says. */
    public static final int MIN_ITERATIONS = 100_000;

    /** More are refused when unwrapping: a record must not be able to occupy a thread for minutes. */
    public static final int MAX_ITERATIONS = 10_000_000;

    private static final int SALT_BYTES = 32;
    private static final int KEY_BYTES = 32;

    private PinWrap() {}

    /**
     * A wrapped secret.
     *
     * @param salt 32 random bytes, of which the key is derived together with the PIN
     * @param iterations of PBKDF2
     * @param blob nonce (12 zero bytes, the key being used once), ciphertext and tag
     */
    public record WrappedKey(Octets salt, int iterations, Octets blob) {}

    public static WrappedKey wrap(DataKey key, Secret pin, int iterations) {
        return wrapSecret(key.bytes(), pin, iterations);
    }

    /** The data key; empty where the PIN is another, or the record was altered. */
    public static Optional<DataKey> unwrap(WrappedKey wrapped, Secret pin) {
        return unwrapSecret(wrapped, pin).filter(PinWrap::isDataKey).map(DataKey::of);
    }

    private static boolean isDataKey(Secret secret) {
        boolean fits = secret.length() == DataKey.BYTES;
        if (!fits) {
            secret.close();
        }
        return fits;
    }

    /** As {@link #wrap} for any random secret. */
    public static WrappedKey wrapSecret(Secret secret, Secret pin, int iterations) {
        if (!isAllowed(iterations)) {
            throw new IllegalArgumentException("PBKDF2 iterations must be from " + MIN_ITERATIONS + " to "
                    + MAX_ITERATIONS + ", not " + iterations);
        }
        Octets salt = Octets.wrap(Jca.random(SALT_BYTES));
        SealKey key = key(salt, iterations, pin);
        try {
            byte[] nonce = new byte[Sealer.NONCE_BYTES];
            byte[] blob = secret.withBytes(bytes -> key.seal(nonce, 0, bytes, context(salt, iterations)));
            return new WrappedKey(salt, iterations, Octets.wrap(blob));
        } finally {
            key.destroy();
        }
    }

    /** As {@link #unwrap} for any secret. */
    public static Optional<Secret> unwrapSecret(WrappedKey wrapped, Secret pin) {
        if (!isAllowed(wrapped.iterations())
                || wrapped.salt().length() != SALT_BYTES
                || wrapped.blob().length() < Sealer.NONCE_BYTES + 16) {
            return Optional.empty();
        }
        SealKey key = key(wrapped.salt(), wrapped.iterations(), pin);
        try {
            byte[] context = context(wrapped.salt(), wrapped.iterations());
            return key.open(wrapped.blob().toByteArray(), Sealer.NONCE_BYTES, 0, context)
                    .map(SecretMemory.ofProcess()::take);
        } finally {
            key.destroy();
        }
    }

    private static boolean isAllowed(int iterations) {
        return iterations >= MIN_ITERATIONS && iterations <= MAX_ITERATIONS;
    }

    private static SealKey key(Octets salt, int iterations, Secret pin) {
        return SealKey.of(pin.withBytes(bytes -> Pbkdf2.derive(bytes, salt.toByteArray(), iterations, KEY_BYTES)));
    }

    private static byte[] context(Octets salt, int iterations) {
        ByteBuffer context = ByteBuffer.allocate(SALT_BYTES + Integer.BYTES);
        return context.put(salt.toByteArray()).putInt(iterations).array();
    }
}
