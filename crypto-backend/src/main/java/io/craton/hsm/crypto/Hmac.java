package io.craton.hsm.crypto;

import io.craton.hsm.core.fault.Fault;
import io.craton.hsm.core.fault.Outcome;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Mac;

/** CKM_SHA256_HMAC: FIPS 198-1 with SHA-256, the whole 32 bytes. */
final class Hmac {
    static final String ALGORITHM = "HmacSHA256";
    static final int BYTES = 32;

    private Hmac() {}

    static Mac start(UsableKey key) throws GeneralSecurityException {
        Mac mac = key.backend().mac(ALGORITHM);
        mac.init(key.key());
        return mac;
    }

    static final class Signer implements Engine.Signing {
        private final Mac mac;

        Signer(UsableKey key) throws GeneralSecurityException {
            mac = start(key);
        }

        @Override
        public Outcome<byte[]> sign(byte[] data, int offset, int length) {
            mac.update(data, offset, length);
            return Outcome.done(mac.doFinal());
        }
    }

    static final class Verifier implements Engine.Verifying {
        private final Mac mac;

        Verifier(UsableKey key) throws GeneralSecurityException {
            mac = start(key);
        }

        @Override
        public Outcome<Outcome.Unit> verify(byte[] data, int offset, int length, byte[] signature) {
            if (signature.length != BYTES) {
                return Outcome.refused(Fault.SIGNATURE_LEN_RANGE);
            }
            mac.update(data, offset, length);
            return compare(mac.doFinal(), signature);
        }
    }

    static Outcome<Outcome.Unit> compare(byte[] computed, byte[] given) {
        return MessageDigest.isEqual(computed, given) ? Outcome.OK : Outcome.refused(Fault.SIGNATURE_INVALID);
    }
}
