package io.craton.hsm.crypto.seal;

import io.craton.hsm.crypto.Secrets;
import javax.crypto.Mac;

/** HKDF-SHA256 (RFC 5869). */
final class Hkdf {
    private Hkdf() {}

    /** {@code length} bytes of output, which the caller wipes; at most 255 blocks of 32. */
    static byte[] derive(byte[] keyMaterial, byte[] salt, byte[] info, int length) {
        byte[] pseudorandomKey = Jca.hmac(salt).doFinal(keyMaterial);
        byte[] out = new byte[length];
        byte[] block = new byte[0];
        try {
            Mac expand = Jca.hmac(pseudorandomKey);
            int done = 0;
            for (int i = 1; done < length; i++) {
                expand.update(block);
                expand.update(info);
                expand.update((byte) i);
                block = expand.doFinal();
                int part = Math.min(block.length, length - done);
                System.arraycopy(block, 0, out, done, part);
                done += part;
            }
            return out;
        } finally {
            Secrets.wipe(pseudorandomKey);
            Secrets.wipe(block);
        }
    }
}
