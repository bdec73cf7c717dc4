package io.craton.hsm.crypto;

import io.craton.hsm.core.fault.Fault;
import io.craton.hsm.core.fault.Outcome;
import io.craton.hsm.core.mechanism.MechanismParameters;
import java.security.GeneralSecurityException;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;

/** CKM_AES_CBC_PAD: CBC (SP 800-38A, section 6.2) with the padding of PKCS#7. */
final class AesCbcPad implements Engine.Ciphering {
    static final int BLOCK_BYTES = 16;

    private final UsableKey key;
    private final boolean encrypting;
    private final Cipher cipher;

    AesCbcPad(UsableKey key, boolean encrypting) throws GeneralSecurityException {
        this.key = key;
        this.encrypting = encrypting;
        this.cipher = key.backend().cipher("AES/CBC/PKCS5Padding");
    }

    private void init(MechanismParameters parameters) throws GeneralSecurityException {
        byte[] iv = ((MechanismParameters.Iv) parameters).iv().toByteArray();
        int mode = encrypting ? Cipher.ENCRYPT_MODE : Cipher.DECRYPT_MODE;
        cipher.init(mode, key.key(), new IvParameterSpec(iv));
    }

    /** A cipher of its own, initialised. */
    static Cipher start(UsableKey key, boolean encrypting, MechanismParameters parameters)
            throws GeneralSecurityException {
        AesCbcPad engine = new AesCbcPad(key, encrypting);
        engine.init(parameters);
        return engine.cipher;
    }

    @Override
    public Outcome<byte[]> run(MechanismParameters parameters, byte[] data, int offset, int length)
            throws GeneralSecurityException {
        if (!encrypting && !isWhole(length)) {
            return Outcome.refused(Fault.ENCRYPTED_DATA_LEN_RANGE);
        }
        init(parameters);
        try {
            return Outcome.done(cipher.doFinal(data, offset, length));
        } catch (BadPaddingException e) {
            return Outcome.refused(Fault.ENCRYPTED_DATA_INVALID);
        }
    }

    /** Whether a ciphertext can have this length. */
    static boolean isWhole(long length) {
        return length > 0 && length % BLOCK_BYTES == 0;
    }
}
