package io.craton.hsm.crypto;

import io.craton.hsm.core.Octets;
import io.craton.hsm.core.fault.Outcome;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Signature;
import java.util.Arrays;

/** CKM_SHA256_RSA_PKCS: RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017, section 8.2). */
final class RsaHash {
    static final String ALGORITHM = "SHA256withRSA";

    private RsaHash() {}

    static final class Signer implements Engine.Signing {
        private final Signature signature;

        Signer(UsableKey key) throws GeneralSecurityException {
            signature = key.backend().signature(ALGORITHM);
            signature.initSign((PrivateKey) key.key());
        }

        @Override
        public Outcome<byte[]> sign(byte[] data, int offset, int length) throws GeneralSecurityException {
            signature.update(data, offset, length);
            return Outcome.done(signature.sign());
        }
    }

    /**
     * Hashes, and compares the whole encoded message like {@link RsaPkcs.Verifier}: the JDK's own verification also takes a DigestInfo
     * without its parameters, AWS-LC's does not, and one answer is wanted on every backend.
     */
    static final class Verifier implements Engine.Verifying {
        /** DigestInfo of SHA-256 up to the hash (RFC 8017, section 9.2, note 1). */
        private static final byte[] DIGEST_INFO =
                Octets.ofHex("3031300d060960864801650304020105000420").toByteArray();

        private final MessageDigest digest;
        private final RsaPkcs.Verifier primitive;

        Verifier(UsableKey key) throws GeneralSecurityException {
            digest = key.backend().digest("SHA-256");
            primitive = new RsaPkcs.Verifier(key);
        }

        void update(byte[] data, int offset, int length) {
            digest.update(data, offset, length);
        }

        /** Checks a signature of what was fed, and starts anew. */
        Outcome<Outcome.Unit> finish(byte[] signed) throws GeneralSecurityException {
            byte[] hash = digest.digest();
            byte[] info = Arrays.copyOf(DIGEST_INFO, DIGEST_INFO.length + hash.length);
            System.arraycopy(hash, 0, info, DIGEST_INFO.length, hash.length);
            return primitive.verify(info, 0, info.length, signed);
        }

        @Override
        public Outcome<Outcome.Unit> verify(byte[] data, int offset, int length, byte[] signed)
                throws GeneralSecurityException {
            update(data, offset, length);
            return finish(signed);
        }
    }
}
