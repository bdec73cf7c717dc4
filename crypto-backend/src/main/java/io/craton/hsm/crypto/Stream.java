package io.craton.hsm.crypto;

import io.craton.hsm.core.fault.Fault;
import io.craton.hsm.core.fault.Outcome;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.Signature;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import org.jspecify.annotations.Nullable;

/** The provider object of a multi-part operation, with the ways of PKCS#11 around it. {@link GuardedOperation} keeps its order. */
sealed interface Stream {
    byte[] NOTHING = {};

    Outcome<byte[]> update(byte[] data, int offset, int length) throws GeneralSecurityException;

    default Outcome<byte[]> finish() throws GeneralSecurityException {
        return Outcome.refused(Fault.OPERATION_NOT_INITIALIZED);
    }

    default Outcome<Outcome.Unit> finishVerify(byte[] signature) throws GeneralSecurityException {
        return Outcome.refused(Fault.OPERATION_NOT_INITIALIZED);
    }

    /** Wipes what it buffers. */
    default void discard() {}

    /** Hash-and-sign; {@code ecWidth} is zero for RSA. */
    record Signing(Signature signature, int ecWidth) implements Stream {
        @Override
        public Outcome<byte[]> update(byte[] data, int offset, int length) throws GeneralSecurityException {
            signature.update(data, offset, length);
            return Outcome.done(NOTHING);
        }

        @Override
        public Outcome<byte[]> finish() throws GeneralSecurityException {
            byte[] signed = signature.sign();
            return Outcome.done(ecWidth == 0 ? signed : EcdsaSignature.toFixed(signed, ecWidth));
        }
    }

    /** Hash-and-verify with ECDSA; {@code signatureBytes} is the one length a signature can have. */
    record EcVerifying(Signature signature, int signatureBytes) implements Stream {
        @Override
        public Outcome<byte[]> update(byte[] data, int offset, int length) throws GeneralSecurityException {
            signature.update(data, offset, length);
            return Outcome.done(NOTHING);
        }

        @Override
        public Outcome<Outcome.Unit> finishVerify(byte[] signed) {
            return signed.length == signatureBytes
                    ? Ecdsa.finish(signature, signed)
                    : Outcome.refused(Fault.SIGNATURE_LEN_RANGE);
        }
    }

    /** Hash-and-verify with RSA. */
    record RsaVerifying(RsaHash.Verifier verifier) implements Stream {
        @Override
        public Outcome<byte[]> update(byte[] data, int offset, int length) {
            verifier.update(data, offset, length);
            return Outcome.done(NOTHING);
        }

        @Override
        public Outcome<Outcome.Unit> finishVerify(byte[] signed) throws GeneralSecurityException {
            return verifier.finish(signed);
        }
    }

    /** A MAC, made or checked. */
    record Macing(Mac mac, boolean verifying) implements Stream {
        @Override
        public Outcome<byte[]> update(byte[] data, int offset, int length) {
            mac.update(data, offset, length);
            return Outcome.done(NOTHING);
        }

        @Override
        public Outcome<byte[]> finish() {
            return verifying ? Outcome.refused(Fault.OPERATION_NOT_INITIALIZED) : Outcome.done(mac.doFinal());
        }

        @Override
        public Outcome<Outcome.Unit> finishVerify(byte[] signature) {
            if (!verifying) {
                return Outcome.refused(Fault.OPERATION_NOT_INITIALIZED);
            }
            return signature.length == Hmac.BYTES
                    ? Hmac.compare(mac.doFinal(), signature)
                    : Outcome.refused(Fault.SIGNATURE_LEN_RANGE);
        }
    }

    record Digesting(MessageDigest digest) implements Stream {
        @Override
        public Outcome<byte[]> update(byte[] data, int offset, int length) {
            digest.update(data, offset, length);
            return Outcome.done(NOTHING);
        }

        @Override
        public Outcome<byte[]> finish() {
            return Outcome.done(digest.digest());
        }
    }

    private static byte[] orNothing(byte @Nullable [] output) {
        return output == null ? NOTHING : output;
    }

    record Encrypting(Cipher cipher) implements Stream {
        @Override
        public Outcome<byte[]> update(byte[] data, int offset, int length) {
            return Outcome.done(orNothing(cipher.update(data, offset, length)));
        }

        @Override
        public Outcome<byte[]> finish() throws GeneralSecurityException {
            return Outcome.done(cipher.doFinal());
        }
    }

    /** Decryption without authentication, whose output may leave as it comes. */
    final class Decrypting implements Stream {
        private final Cipher cipher;
        private long fed;

        Decrypting(Cipher cipher) {
            this.cipher = cipher;
        }

        @Override
        public Outcome<byte[]> update(byte[] data, int offset, int length) {
            fed += length;
            return Outcome.done(orNothing(cipher.update(data, offset, length)));
        }

        @Override
        public Outcome<byte[]> finish() throws GeneralSecurityException {
            if (!AesCbcPad.isWhole(fed)) {
                return Outcome.refused(Fault.ENCRYPTED_DATA_LEN_RANGE);
            }
            try {
                return Outcome.done(cipher.doFinal());
            } catch (BadPaddingException e) {
                return Outcome.refused(Fault.ENCRYPTED_DATA_INVALID);
            }
        }
    }

    /** Authenticated decryption: keeps the input, up to a limit, until the tag has been checked. */
    final class Opening implements Stream {
        private static final int START_BYTES = 4096;

        private final Cipher cipher;
        private final int tagBytes;
        private final int maxBytes;
        private byte[] buffer = NOTHING;
        private int used;

        Opening(Cipher cipher, int tagBytes, int maxBytes) {
            this.cipher = cipher;
            this.tagBytes = tagBytes;
            this.maxBytes = maxBytes;
        }

        @Override
        public Outcome<byte[]> update(byte[] data, int offset, int length) {
            if (length > maxBytes - used) {
                return Outcome.refused(Fault.DATA_LEN_RANGE);
            }
            if (used + length > buffer.length) {
                int wanted = Math.max(Math.max(START_BYTES, used + length), Math.min(maxBytes, 2 * buffer.length));
                buffer = Arrays.copyOf(buffer, wanted);
            }
            System.arraycopy(data, offset, buffer, used, length);
            used += length;
            return Outcome.done(NOTHING);
        }

        @Override
        public Outcome<byte[]> finish() throws GeneralSecurityException {
            if (used < tagBytes) {
                return Outcome.refused(Fault.ENCRYPTED_DATA_LEN_RANGE);
            }
            try {
                return Outcome.done(cipher.doFinal(buffer, 0, used));
            } catch (AEADBadTagException e) {
                return Outcome.refused(Fault.ENCRYPTED_DATA_INVALID);
            }
        }

        @Override
        public void discard() {
            buffer = NOTHING;
            used = 0;
        }
    }
}
