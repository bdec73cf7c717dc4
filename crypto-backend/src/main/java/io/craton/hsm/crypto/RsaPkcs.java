package io.craton.hsm.crypto;

import io.craton.hsm.core.fault.Fault;
import io.craton.hsm.core.fault.Outcome;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.IllegalBlockSizeException;

/**
 * CKM_RSA_PKCS: EMSA-PKCS1-v1_5 padding (RFC 8017, section 9.2) around the data as given, which is the caller's DigestInfo or anything
 * else that fits.
 */
final class RsaPkcs {
    /** 00 01, eight bytes of ff, 00. */
    private static final int MIN_PADDING_BYTES = 11;

    private RsaPkcs() {}

    private static boolean fits(int length, int modulusBytes) {
        return length <= modulusBytes - MIN_PADDING_BYTES;
    }

    /** Encryption under the private key, which is how JCA names it: ACCP 2.5.0 has no NONEwithRSA. */
    static final class Signer implements Engine.Signing {
        private final Cipher cipher;
        private final int modulusBytes;

        Signer(UsableKey key) throws GeneralSecurityException {
            cipher = key.backend().cipher("RSA/ECB/PKCS1Padding");
            cipher.init(Cipher.ENCRYPT_MODE, key.key());
            modulusBytes = key.bytes();
        }

        @Override
        public Outcome<byte[]> sign(byte[] data, int offset, int length) throws GeneralSecurityException {
            if (!fits(length, modulusBytes)) {
                return Outcome.refused(Fault.DATA_LEN_RANGE);
            }
            return Outcome.done(cipher.doFinal(data, offset, length));
        }
    }

    /** Compares the whole encoded message (RFC 8017, section 8.2.2), so there is no padding to parse leniently. */
    static final class Verifier implements Engine.Verifying {
        private final Cipher cipher;
        private final int modulusBytes;

        Verifier(UsableKey key) throws GeneralSecurityException {
            cipher = key.backend().cipher("RSA/ECB/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, key.key());
            modulusBytes = key.bytes();
        }

        @Override
        public Outcome<Outcome.Unit> verify(byte[] data, int offset, int length, byte[] signature)
                throws GeneralSecurityException {
            if (!fits(length, modulusBytes)) {
                return Outcome.refused(Fault.DATA_LEN_RANGE);
            }
            if (signature.length != modulusBytes) {
                return Outcome.refused(Fault.SIGNATURE_LEN_RANGE);
            }
            byte[] encoded;
            try {
                encoded = cipher.doFinal(signature);
            } catch (BadPaddingException | IllegalBlockSizeException e) {
                // The signature is not a number below the modulus.
                return Outcome.refused(Fault.SIGNATURE_INVALID);
            }
            return MessageDigest.isEqual(encoded, expected(data, offset, length))
                    ? Outcome.OK
                    : Outcome.refused(Fault.SIGNATURE_INVALID);
        }

        private byte[] expected(byte[] data, int offset, int length) {
            byte[] encoded = new byte[modulusBytes];
            int start = modulusBytes - length;
            Arrays.fill(encoded, 2, start - 1, (byte) 0xff);
            encoded[1] = 1;
            System.arraycopy(data, offset, encoded, start, length);
            return encoded;
        }
    }
}
