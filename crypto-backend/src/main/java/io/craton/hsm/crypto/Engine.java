package io.craton.hsm.crypto;

import io.craton.hsm.core.fault.Outcome;
import io.craton.hsm.core.mechanism.Mechanism;
import io.craton.hsm.core.mechanism.MechanismParameters;
import io.craton.hsm.core.mechanism.Operation;
import java.security.GeneralSecurityException;

/**
 * An initialised provider object with the ways of PKCS#11 around it, for one key, one mechanism, one operation and one thread. Input is
 * {@code length} bytes of {@code data} from {@code offset}, already checked to be inside.
 */
sealed interface Engine {
    /** Signs, or computes a MAC. */
    non-sealed interface Signing extends Engine {
        Outcome<byte[]> sign(byte[] data, int offset, int length) throws GeneralSecurityException;
    }

    /** Verifies a signature or a MAC. */
    non-sealed interface Verifying extends Engine {
        Outcome<Outcome.Unit> verify(byte[] data, int offset, int length, byte[] signature)
                throws GeneralSecurityException;
    }

    /** Encrypts or decrypts. */
    non-sealed interface Ciphering extends Engine {
        Outcome<byte[]> run(MechanismParameters parameters, byte[] data, int offset, int length)
                throws GeneralSecurityException;
    }

    /** Makes and initialises one. The combination has been checked by {@link Admission}. */
    static Engine create(UsableKey key, Mechanism mechanism, Operation operation) throws GeneralSecurityException {
        boolean producing = operation == Operation.SIGN || operation == Operation.ENCRYPT;
        return switch (mechanism) {
            case RSA_PKCS -> producing ? new RsaPkcs.Signer(key) : new RsaPkcs.Verifier(key);
            case SHA256_RSA_PKCS -> producing ? new RsaHash.Signer(key) : new RsaHash.Verifier(key);
            case ECDSA, ECDSA_SHA256 ->
                producing ? new Ecdsa.Signer(key, mechanism) : new Ecdsa.Verifier(key, mechanism);
            case SHA256_HMAC -> producing ? new Hmac.Signer(key) : new Hmac.Verifier(key);
            case AES_GCM -> new AesGcm(key, producing);
            case AES_CBC_PAD -> new AesCbcPad(key, producing);
            case RSA_PKCS_KEY_PAIR_GEN, EC_KEY_PAIR_GEN, AES_KEY_GEN, GENERIC_SECRET_KEY_GEN, SHA256 ->
                throw new IllegalArgumentException(mechanism + " uses no key");
        };
    }
}
