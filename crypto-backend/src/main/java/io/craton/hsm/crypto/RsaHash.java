package io.craton.hsm.crypto;

import io.craton.hsm.core.fault.Fault;
import io.craton.hsm.core.fault.Outcome;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;

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

    static final class Verifier implements Engine.Verifying {
        private final Signature signature;
        private final int modulusBytes;

        Verifier(UsableKey key) throws GeneralSecurityException {
            signature = key.backend().signature(ALGORITHM);
            signature.initVerify((PublicKey) key.key());
            modulusBytes = key.bytes();
        }

        @Override
        public Outcome<Outcome.Unit> verify(byte[] data, int offset, int length, byte[] signed)
                throws GeneralSecurityException {
            if (signed.length != modulusBytes) {
                return Outcome.refused(Fault.SIGNATURE_LEN_RANGE);
            }
            signature.update(data, offset, length);
            return finish(signature, signed);
        }
    }

    /** Ends a verification; a provider says by an exception that a signature is malformed. */
    static Outcome<Outcome.Unit> finish(Signature signature, byte[] signed) {
        try {
            return signature.verify(signed) ? Outcome.OK : Outcome.refused(Fault.SIGNATURE_INVALID);
        } catch (SignatureException e) {
            return Outcome.refused(Fault.SIGNATURE_INVALID);
        }
    }
}
