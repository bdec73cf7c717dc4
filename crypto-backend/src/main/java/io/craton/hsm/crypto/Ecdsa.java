package io.craton.hsm.crypto;

import io.craton.hsm.core.fault.Fault;
import io.craton.hsm.core.fault.Outcome;
import io.craton.hsm.core.mechanism.Mechanism;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;

/** CKM_ECDSA and CKM_ECDSA_SHA256 (FIPS 186-5, section 6). A signature is {@code r || s}, each as wide as the order. */
final class Ecdsa {
    private Ecdsa() {}

    static String algorithm(Mechanism mechanism) {
        return mechanism == Mechanism.ECDSA ? "NONEwithECDSA" : "SHA256withECDSA";
    }

    /**
     * Feeds the input. A hash given by the caller is cut to, or filled up to, the width of the order, which has whole bytes on both
     * curves, so this changes no number (FIPS 186-5, section 6.4.1); providers disagree on hashes of other lengths.
     */
    private static void feed(Signature signature, boolean isHash, int width, byte[] data, int offset, int length)
            throws GeneralSecurityException {
        if (!isHash || length >= width) {
            signature.update(data, offset, isHash ? width : length);
        } else {
            byte[] padded = new byte[width];
            System.arraycopy(data, offset, padded, width - length, length);
            signature.update(padded);
        }
    }

    /** Ends a verification; a provider says by an exception that numbers are out of range. */
    static Outcome<Outcome.Unit> finish(Signature signature, byte[] signed) {
        try {
            return signature.verify(EcdsaSignature.toDer(signed))
                    ? Outcome.OK
                    : Outcome.refused(Fault.SIGNATURE_INVALID);
        } catch (SignatureException e) {
            return Outcome.refused(Fault.SIGNATURE_INVALID);
        }
    }

    static final class Signer implements Engine.Signing {
        private final Signature signature;
        private final boolean isHash;
        private final int width;

        Signer(UsableKey key, Mechanism mechanism) throws GeneralSecurityException {
            signature = key.backend().signature(algorithm(mechanism));
            signature.initSign((PrivateKey) key.key());
            isHash = mechanism == Mechanism.ECDSA;
            width = key.bytes();
        }

        @Override
        public Outcome<byte[]> sign(byte[] data, int offset, int length) throws GeneralSecurityException {
            if (isHash && length == 0) {
                return Outcome.refused(Fault.DATA_LEN_RANGE);
            }
            feed(signature, isHash, width, data, offset, length);
            return Outcome.done(EcdsaSignature.toFixed(signature.sign(), width));
        }
    }

    static final class Verifier implements Engine.Verifying {
        private final Signature signature;
        private final boolean isHash;
        private final int width;

        Verifier(UsableKey key, Mechanism mechanism) throws GeneralSecurityException {
            signature = key.backend().signature(algorithm(mechanism));
            signature.initVerify((PublicKey) key.key());
            isHash = mechanism == Mechanism.ECDSA;
            width = key.bytes();
        }

        @Override
        public Outcome<Outcome.Unit> verify(byte[] data, int offset, int length, byte[] signed)
                throws GeneralSecurityException {
            if (isHash && length == 0) {
                return Outcome.refused(Fault.DATA_LEN_RANGE);
            }
            if (signed.length != 2 * width) {
                return Outcome.refused(Fault.SIGNATURE_LEN_RANGE);
            }
            feed(signature, isHash, width, data, offset, length);
            return finish(signature, signed);
        }
    }
}
