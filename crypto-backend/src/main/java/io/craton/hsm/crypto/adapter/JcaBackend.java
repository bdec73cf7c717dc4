package io.craton.hsm.crypto.adapter;

import io.craton.hsm.crypto.backend.Backend;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/** A backend over provider objects that are always passed by reference, never looked up by name among the registered ones. */
abstract class JcaBackend implements Backend {
    private final List<Provider> providers;

    /** The first provider of the list that has a service is asked for it. */
    JcaBackend(List<Provider> providers) {
        this.providers = List.copyOf(providers);
    }

    private Provider having(String type, String algorithm) throws NoSuchAlgorithmException {
        for (Provider provider : providers) {
            if (provider.getService(type, algorithm) != null) {
                return provider;
            }
        }
        throw new NoSuchAlgorithmException("backend " + name() + " has no " + type + " " + algorithm);
    }

    @Override
    public final KeyPair generateRsa(int modulusBits, BigInteger publicExponent) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA", having("KeyPairGenerator", "RSA"));
        generator.initialize(new RSAKeyGenParameterSpec(modulusBits, publicExponent));
        return generator.generateKeyPair();
    }

    @Override
    public final KeyPair generateEc(String curve) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", having("KeyPairGenerator", "EC"));
        generator.initialize(new ECGenParameterSpec(curve));
        return generator.generateKeyPair();
    }

    @Override
    public final PrivateKey privateKey(Family family, byte[] pkcs8) throws GeneralSecurityException {
        return keyFactory(family).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
    }

    @Override
    public final PublicKey publicKey(Family family, byte[] spki) throws GeneralSecurityException {
        return keyFactory(family).generatePublic(new X509EncodedKeySpec(spki));
    }

    private KeyFactory keyFactory(Family family) throws GeneralSecurityException {
        String algorithm = family.name();
        return KeyFactory.getInstance(algorithm, having("KeyFactory", algorithm));
    }

    @Override
    public final byte[] agreeEc(PrivateKey own, PublicKey peer) throws GeneralSecurityException {
        KeyAgreement agreement = KeyAgreement.getInstance("ECDH", having("KeyAgreement", "ECDH"));
        agreement.init(own);
        agreement.doPhase(peer, true);
        return agreement.generateSecret();
    }

    @Override
    public final Signature signature(String algorithm) throws GeneralSecurityException {
        return Signature.getInstance(algorithm, having("Signature", algorithm));
    }

    @Override
    public final Cipher cipher(String transformation) throws GeneralSecurityException {
        NoSuchAlgorithmException last = null;
        for (Provider provider : providers) {
            try {
                return Cipher.getInstance(transformation, provider);
            } catch (NoSuchAlgorithmException e) {
                // A transformation is matched in parts, so only asking tells whether a provider has it.
                last = e;
            }
        }
        throw last == null ? new NoSuchAlgorithmException(transformation) : last;
    }

    @Override
    public final Mac mac(String algorithm) throws GeneralSecurityException {
        return Mac.getInstance(algorithm, having("Mac", algorithm));
    }

    @Override
    public final MessageDigest digest(String algorithm) throws GeneralSecurityException {
        return MessageDigest.getInstance(algorithm, having("MessageDigest", algorithm));
    }

    @Override
    public boolean takesGcmIv(int bytes) {
        return bytes > 0;
    }

    @Override
    public final void initGcm(Cipher cipher, int mode, SecretKey key, byte[] iv, int tagBits)
            throws GeneralSecurityException {
        if (!takesGcmIv(iv.length)) {
            throw new InvalidAlgorithmParameterException(
                    "backend " + name() + " takes no AES-GCM initialisation vector of " + iv.length + " bytes");
        }
        cipher.init(mode, key, new GCMParameterSpec(tagBits, iv));
    }
}
