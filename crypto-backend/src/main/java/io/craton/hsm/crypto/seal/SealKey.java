package io.craton.hsm.crypto.seal;

import io.craton.hsm.core.secret.Secret;
import io.craton.hsm.crypto.SecretBackedKey;
import io.craton.hsm.crypto.SecretMemory;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;

/**
 * A derived AES-256-GCM key in locked memory. It is not closed when a cache drops it, since another thread may be using it; its memory
 * is wiped when nobody can any more.
 */
final class SealKey {
    private static final int TAG_BITS = 128;

    private final SecretBackedKey key;

    private SealKey(Secret secret) {
        this.key = new SecretBackedKey("AES", secret);
    }

    /** Takes over and wipes 32 bytes. */
    static SealKey of(byte[] bytes) {
        return new SealKey(SecretMemory.ofProcess().take(bytes));
    }

    /** Seals into a blob of {@code header || ciphertext || tag}; the header and the context are authenticated with it. */
    byte[] seal(byte[] header, int nonceOffset, byte[] plain, byte[] context) {
        byte[] blob = Arrays.copyOf(header, header.length + plain.length + TAG_BITS / 8);
        try {
            Cipher cipher = start(Cipher.ENCRYPT_MODE, header, header.length, nonceOffset, context);
            cipher.doFinal(plain, 0, plain.length, blob, header.length);
            return blob;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM refused to seal", e);
        }
    }

    /** The plaintext of a blob whose header has this length; empty where the tag does not fit. */
    Optional<byte[]> open(byte[] blob, int headerLength, int nonceOffset, byte[] context) {
        try {
            Cipher cipher = start(Cipher.DECRYPT_MODE, blob, headerLength, nonceOffset, context);
            return Optional.of(cipher.doFinal(blob, headerLength, blob.length - headerLength));
        } catch (AEADBadTagException e) {
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM refused to open", e);
        }
    }

    private Cipher start(int mode, byte[] header, int headerLength, int nonceOffset, byte[] context)
            throws GeneralSecurityException {
        Cipher cipher = Jca.gcm();
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, header, nonceOffset, Sealer.NONCE_BYTES));
        cipher.updateAAD(header, 0, headerLength);
        cipher.updateAAD(context);
        return cipher;
    }

    void destroy() {
        key.destroy();
    }
}
