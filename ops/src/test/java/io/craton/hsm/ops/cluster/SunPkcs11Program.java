package io.craton.hsm.ops.cluster;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Security;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Collections;
import javax.crypto.Cipher;
import javax.crypto.KeyGenerator;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/**
 * An application that uses the token through the JDK's own PKCS#11 provider. Run by tests from its source on every JDK there is, so it
 * knows nothing newer than Java 17 and nothing of this project. Arguments: provider configuration, PIN file, alias of a key with a
 * certificate chain. Prints what it did, one line each.
 */
final class SunPkcs11Program {
    private static final byte[] DATA = "what is signed".getBytes(StandardCharsets.UTF_8);
    private static final int GCM_TAG_BITS = 128;

    private final Provider provider;

    private SunPkcs11Program(Provider provider) {
        this.provider = provider;
    }

    public static void main(String[] arguments) throws GeneralSecurityException, IOException {
        Provider provider = Security.getProvider("SunPKCS11").configure(arguments[0]);
        char[] pin = Files.readString(Path.of(arguments[1])).toCharArray();
        KeyStore keyStore = KeyStore.getInstance("PKCS11", provider);
        keyStore.load(null, pin);
        SunPkcs11Program program = new SunPkcs11Program(provider);
        program.useStoredKey(keyStore, arguments[2]);
        program.signWithNewKey("EC", "SHA256withECDSA");
        program.signWithNewKey("RSA", "SHA256withRSA");
        program.encryptAndDecrypt();
    }

    private void useStoredKey(KeyStore keyStore, String alias) throws GeneralSecurityException {
        System.out.println("aliases " + Collections.list(keyStore.aliases()));
        Certificate[] chain = keyStore.getCertificateChain(alias);
        System.out.println("chain of " + alias + ": " + chain.length);
        for (int i = 0; i + 1 < chain.length; i++) {
            chain[i].verify(chain[i + 1].getPublicKey());
        }
        PrivateKey key = (PrivateKey) keyStore.getKey(alias, null);
        sign(alias, key, chain[0].getPublicKey(), "SHA256withECDSA");
    }

    private void signWithNewKey(String algorithm, String signature) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm, provider);
        if (algorithm.equals("EC")) {
            generator.initialize(new ECGenParameterSpec("secp256r1"));
        } else {
            generator.initialize(2048);
        }
        KeyPair pair = generator.generateKeyPair();
        sign("a new " + algorithm + " key", pair.getPrivate(), pair.getPublic(), signature);
    }

    /** Signs on the token, and verifies both there and without it. */
    private void sign(String what, PrivateKey privateKey, PublicKey publicKey, String algorithm)
            throws GeneralSecurityException {
        Signature signer = Signature.getInstance(algorithm, provider);
        signer.initSign(privateKey);
        signer.update(DATA);
        byte[] signature = signer.sign();
        String elsewhere = algorithm.endsWith("RSA") ? "SunRsaSign" : "SunEC";
        for (Provider verifying : new Provider[] {provider, Security.getProvider(elsewhere)}) {
            Signature verifier = Signature.getInstance(algorithm, verifying);
            verifier.initVerify(publicKey);
            verifier.update(DATA);
            if (!verifier.verify(signature)) {
                throw new GeneralSecurityException(verifying.getName() + " does not verify " + algorithm);
            }
        }
        System.out.println("signed with " + what);
    }

    private void encryptAndDecrypt() throws GeneralSecurityException {
        KeyGenerator generator = KeyGenerator.getInstance("AES", provider);
        generator.init(256);
        SecretKey key = generator.generateKey();
        byte[] iv = new byte[12];
        Arrays.fill(iv, (byte) 7);
        byte[] sealed = gcm(Cipher.ENCRYPT_MODE, key, iv, DATA);
        if (!Arrays.equals(DATA, gcm(Cipher.DECRYPT_MODE, key, iv, sealed))) {
            throw new GeneralSecurityException("AES-GCM gave another text back");
        }
        System.out.println("encrypted and decrypted with AES-GCM");
    }

    private byte[] gcm(int mode, SecretKey key, byte[] iv, byte[] input) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding", provider);
        cipher.init(mode, key, new GCMParameterSpec(GCM_TAG_BITS, iv));
        cipher.updateAAD(DATA);
        return cipher.doFinal(input);
    }
}
