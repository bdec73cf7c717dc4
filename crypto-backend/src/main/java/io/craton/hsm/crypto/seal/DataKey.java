package io.craton.hsm.crypto.seal;

import io.craton.hsm.core.secret.Secret;
import io.craton.hsm.crypto.CryptoModule;
import io.craton.hsm.crypto.SecretMemory;

/** A token's 32 random bytes, under which its private objects are sealed. Owns its secret. Thread-safe. */
public final class DataKey implements AutoCloseable {
    public static final int BYTES = 32;

    /** No {@link Purpose} of the cluster key has it. */
    private static final byte SEAL_PURPOSE = 0x40;

    private final Secret bytes;
    private final Sealer sealer;

    private DataKey(Secret bytes) {
        this.bytes = bytes;
        this.sealer = new Sealer(bytes, SEAL_PURPOSE, "token");
    }

    public static DataKey generate(CryptoModule module) {
        byte[] key = new byte[BYTES];
        module.random(key);
        return new DataKey(SecretMemory.ofProcess().take(key));
    }

    /** Takes over a key that was sealed or wrapped before; closes it where it has another length. */
    public static DataKey of(Secret bytes) {
        if (bytes.length() != BYTES) {
            int length = bytes.length();
            bytes.close();
            throw new IllegalArgumentException("a data key has " + BYTES + " bytes, not " + length);
        }
        return new DataKey(bytes);
    }

    /** One sealer for the life of the key. */
    public Sealer sealer() {
        return sealer;
    }

    /** The key itself, to be sealed or wrapped; it stays this object's. */
    public Secret bytes() {
        return bytes;
    }

    @Override
    public void close() {
        sealer.close();
        bytes.close();
    }

    @Override
    public String toString() {
        return "DataKey";
    }
}
