package io.craton.hsm.crypto.seal;

import io.craton.hsm.core.Octets;
import io.craton.hsm.core.secret.Secret;
import io.craton.hsm.crypto.SecretMemory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Seals with AES-256-GCM under keys derived from one root. A blob is version (1) | purpose (1) | salt (16) | nonce (12) | ciphertext |
 * tag (16); the header and the caller's context are authenticated. The key is HKDF-SHA256 of the root, the salt and the purpose. The
 * salt is random for every sealer and the nonce counts (SP 800-38D, section 8.2.1), so that no nonce repeats under a key whatever
 * restarts, and nothing needs to be remembered. Thread-safe, without locks.
 */
public final class Sealer implements AutoCloseable {
    static final int NONCE_BYTES = 12;

    /** What a blob is longer than its plaintext by. */
    public static final int OVERHEAD_BYTES = 1 + 1 + 16 + NONCE_BYTES + 16;

    private static final byte VERSION = 1;
    private static final int SALT_OFFSET = 2;
    private static final int SALT_BYTES = 16;
    private static final int NONCE_OFFSET = SALT_OFFSET + SALT_BYTES;
    private static final int HEADER_BYTES = NONCE_OFFSET + NONCE_BYTES;

    /** A key seals this many blobs at most, and then a fresh salt gives the next (SP 800-38D, section 8.3). */
    private static final long MAX_SEALS_PER_KEY = 1L << 32;

    /** Keys kept for blobs that others sealed. A restart of a node makes a salt; a key that was dropped takes microseconds to derive. */
    static final int MAX_FOREIGN_KEYS = 256;

    private final Secret root;
    private final byte purpose;
    private final byte[] info;
    private final long maxSealsPerKey;
    private final Map<Octets, SealKey> foreign = new ConcurrentHashMap<>();
    private volatile Own own;
    private volatile boolean closed;

    /** The key this sealer seals with, and how many times it has. */
    private record Own(Octets salt, SealKey key, AtomicLong seals) {}

    /** Does not take over {@code root}. */
    Sealer(Secret root, byte purpose, String use) {
        this(root, purpose, use, MAX_SEALS_PER_KEY);
    }

    Sealer(Secret root, byte purpose, String use, long maxSealsPerKey) {
        this.root = root;
        this.purpose = purpose;
        this.info = ("craton-hsm seal v1 " + use + " " + purpose).getBytes(StandardCharsets.US_ASCII);
        this.maxSealsPerKey = maxSealsPerKey;
        this.own = fresh();
    }

    private Own fresh() {
        Octets salt = Octets.wrap(Jca.random(SALT_BYTES));
        return new Own(salt, derive(salt), new AtomicLong());
    }

    private SealKey derive(Octets salt) {
        return SealKey.of(root.withBytes(bytes -> Hkdf.derive(bytes, salt.toByteArray(), info, 32)));
    }

    /** Seals {@code plain}; opens only with the same context. */
    public Octets seal(byte[] plain, byte[] context) {
        requireOpen();
        byte[] header = new byte[HEADER_BYTES];
        header[0] = VERSION;
        header[1] = purpose;
        SealKey key = number(header);
        return Octets.wrap(key.seal(header, NONCE_OFFSET, plain, context));
    }

    /** Seals a secret. */
    public Octets seal(Secret plain, byte[] context) {
        return plain.withBytes(bytes -> seal(bytes, context));
    }

    /** Writes a salt and its next nonce, and answers the key of that salt. */
    private SealKey number(byte[] header) {
        while (true) {
            Own current = own;
            long number = current.seals.getAndIncrement();
            if (number < maxSealsPerKey) {
                current.salt.copyTo(header, SALT_OFFSET);
                ByteBuffer.wrap(header).putLong(NONCE_OFFSET + NONCE_BYTES - Long.BYTES, number);
                return current.key;
            }
            replace(current);
        }
    }

    private synchronized void replace(Own spent) {
        if (own == spent) {
            own = fresh();
        }
    }

    /** The plaintext; empty where the blob was altered, is of another root, purpose or context, or is none at all. */
    public Optional<byte[]> open(Octets blob, byte[] context) {
        requireOpen();
        if (blob.length() < OVERHEAD_BYTES || blob.at(0) != VERSION || blob.at(1) != purpose) {
            return Optional.empty();
        }
        byte[] bytes = blob.toByteArray();
        Octets salt = Octets.copyOf(bytes, SALT_OFFSET, SALT_BYTES);
        return key(salt).open(bytes, HEADER_BYTES, NONCE_OFFSET, context);
    }

    /** As {@link #open}, with the plaintext as a secret, which the caller closes. */
    public Optional<Secret> openSecret(Octets blob, byte[] context) {
        return open(blob, context).map(SecretMemory.ofProcess()::take);
    }

    private SealKey key(Octets salt) {
        Own current = own;
        if (current.salt.equals(salt)) {
            return current.key;
        }
        SealKey key = foreign.get(salt);
        if (key == null) {
            key = derive(salt);
            if (foreign.size() >= MAX_FOREIGN_KEYS) {
                foreign.clear();
            }
            foreign.put(salt, key);
        }
        return key;
    }

    int foreignKeys() {
        return foreign.size();
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the sealer is closed");
        }
    }

    /** Wipes the derived keys. The root is its owner's to close. */
    @Override
    public void close() {
        closed = true;
        own.key.destroy();
        foreign.values().forEach(SealKey::destroy);
        foreign.clear();
    }

    @Override
    public String toString() {
        return "Sealer[purpose " + purpose + "]";
    }
}
