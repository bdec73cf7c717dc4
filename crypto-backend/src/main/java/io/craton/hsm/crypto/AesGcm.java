package io.craton.hsm.crypto;

import io.craton.hsm.core.fault.Fault;
import io.craton.hsm.core.fault.Outcome;
import io.craton.hsm.core.mechanism.MechanismParameters;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;

/** CKM_AES_GCM (SP 800-38D) with the caller's initialisation vector. Output is the ciphertext and the tag. */
final class AesGcm implements Engine.Ciphering {
    private static final String TRANSFORMATION = "AES/GCM/NoPadding";
    private static final byte[] NO_IV = {};

    private final UsableKey key;
    private final boolean encrypting;
    private Cipher cipher;
    private byte[] lastIv = NO_IV;

    AesGcm(UsableKey key, boolean encrypting) throws GeneralSecurityException {
        this.key = key;
        this.encrypting = encrypting;
        this.cipher = key.backend().cipher(TRANSFORMATION);
    }

    /** A cipher of its own, initialised and fed the associated data. */
    static Cipher start(UsableKey key, boolean encrypting, MechanismParameters.Gcm parameters)
            throws GeneralSecurityException {
        Cipher cipher = key.backend().cipher(TRANSFORMATION);
        init(cipher, key, encrypting, parameters, parameters.iv().toByteArray());
        return cipher;
    }

    private static void init(
            Cipher cipher, UsableKey key, boolean encrypting, MechanismParameters.Gcm parameters, byte[] iv)
            throws GeneralSecurityException {
        int mode = encrypting ? Cipher.ENCRYPT_MODE : Cipher.DECRYPT_MODE;
        key.backend().initGcm(cipher, mode, (SecretKey) key.key(), iv, parameters.tagBits());
        if (!parameters.aad().isEmpty()) {
            cipher.updateAAD(parameters.aad().toByteArray());
        }
    }

    @Override
    public Outcome<byte[]> run(MechanismParameters parameters, byte[] data, int offset, int length)
            throws GeneralSecurityException {
        MechanismParameters.Gcm gcm = (MechanismParameters.Gcm) parameters;
        if (!encrypting && length < gcm.tagBits() / 8) {
            return Outcome.refused(Fault.ENCRYPTED_DATA_LEN_RANGE);
        }
        byte[] iv = gcm.iv().toByteArray();
        if (encrypting && Arrays.equals(iv, lastIv)) {
            // The IV is the caller's to choose, and providers refuse one only when this very cipher had it last: a
            // refusal that would
            // depend on which thread serves the call.
            cipher = key.backend().cipher(TRANSFORMATION);
        }
        lastIv = iv;
        init(cipher, key, encrypting, gcm, iv);
        try {
            return Outcome.done(cipher.doFinal(data, offset, length));
        } catch (AEADBadTagException e) {
            return Outcome.refused(Fault.ENCRYPTED_DATA_INVALID);
        }
    }
}
