package io.craton.hsm.crypto.seal;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.SecretKey;

/**
 * What sealing needs of the JDK's own provider, always that one: sealing works before a module is open, and a blob of one node opens on
 * every other whatever backends they have.
 */
final class Jca {
    private static final String PROVIDER = "SunJCE";
    private static final String HMAC = "HmacSHA256";

    /** One cipher a thread: it is initialised for every message anyway, since every message has a nonce of its own. */
    private static final ThreadLocal<Cipher> GCM = ThreadLocal.withInitial(() -> {
        try {
            return Cipher.getInstance("AES/GCM/NoPadding", PROVIDER);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no AES-GCM", e);
        }
    });

    private static final SecureRandom RANDOM = kernelRandom();

    private Jca() {}

    static Cipher gcm() {
        return GCM.get();
    }

    private static SecureRandom kernelRandom() {
        try {
            return SecureRandom.getInstance("NativePRNGNonBlocking");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JDK cannot read the kernel's random numbers", e);
        }
    }

    static byte[] random(int bytes) {
        byte[] target = new byte[bytes];
        RANDOM.nextBytes(target);
        return target;
    }

    /** HMAC-SHA256 under the bytes, which may be none: HMAC fills a key up with zeros (FIPS 198-1, section 4). */
    static Mac hmac(byte[] key) {
        return hmac(new BorrowedKey(key.length == 0 ? new byte[1] : key));
    }

    /** The caller's array as a key, without a copy that nobody would wipe: the MAC wipes the one it asks for. */
    private static final class BorrowedKey implements SecretKey {
        private static final long serialVersionUID = 1L;

        private final transient byte[] bytes;

        BorrowedKey(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public String getAlgorithm() {
            return HMAC;
        }

        @Override
        public String getFormat() {
            return "RAW";
        }

        @Override
        public byte[] getEncoded() {
            return bytes.clone();
        }
    }

    static Mac hmac(SecretKey key) {
        try {
            Mac mac = Mac.getInstance(HMAC, PROVIDER);
            mac.init(key);
            return mac;
        } catch (GeneralSecurityException e) {
            throw unexpected(e);
        }
    }

    private static IllegalStateException unexpected(GeneralSecurityException e) {
        return new IllegalStateException(
                e instanceof InvalidKeyException ? "a key of the right kind was refused" : "this JDK has no HMAC", e);
    }
}
