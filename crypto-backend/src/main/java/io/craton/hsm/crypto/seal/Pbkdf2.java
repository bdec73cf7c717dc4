package io.craton.hsm.crypto.seal;

import io.craton.hsm.crypto.Secrets;
import java.nio.ByteBuffer;
import javax.crypto.Mac;
import javax.crypto.ShortBufferException;

/**
 * PBKDF2-HMAC-SHA256 (RFC 8018, section 5.2) over raw bytes: the JDK's own takes characters, and a PIN need not be any text.
 */
final class Pbkdf2 {
    private static final int HASH_BYTES = 32;

    private Pbkdf2() {}

    /** {@code length} bytes of output, which the caller wipes. */
    static byte[] derive(byte[] password, byte[] salt, int iterations, int length) {
        Mac mac = Jca.hmac(password);
        byte[] out = new byte[length];
        byte[] round = new byte[HASH_BYTES];
        byte[] sum = new byte[HASH_BYTES];
        for (int block = 1, done = 0; done < length; block++) {
            mac.update(salt);
            mac.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, block));
            block(mac, iterations, round, sum);
            int part = Math.min(HASH_BYTES, length - done);
            System.arraycopy(sum, 0, out, done, part);
            done += part;
        }
        Secrets.wipe(round);
        Secrets.wipe(sum);
        return out;
    }

    /** U1 xor U2 xor … of a MAC that has been fed what U1 is of. */
    private static void block(Mac mac, int iterations, byte[] round, byte[] sum) {
        try {
            mac.doFinal(round, 0);
            System.arraycopy(round, 0, sum, 0, HASH_BYTES);
            for (int i = 1; i < iterations; i++) {
                mac.update(round, 0, HASH_BYTES);
                mac.doFinal(round, 0);
                for (int j = 0; j < HASH_BYTES; j++) {
                    sum[j] ^= round[j];
                }
            }
        } catch (ShortBufferException e) {
            throw new IllegalStateException("a SHA-256 MAC longer than 32 bytes", e);
        }
    }
}
