package io.craton.hsm.crypto.backend;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.SecretKey;

/**
 * One cryptographic provider, asked by the standard JCA names. Implementations live behind a class loader of their own, so only types
 * of {@code java.base} cross this interface. It is for adapters, not for users of the module. Thread-safe; the engines it makes
 * ({@link Signature}, {@link Cipher}, {@link Mac}, {@link MessageDigest}) are for one thread at a time.
 */
public interface Backend {
    /** The algorithm of a key pair. */
    enum Family {
        RSA,
        EC
    }

    /** The name the mechanism catalogue orders backends by. */
    String name();

    /** The provider and its version, for people. */
    String version();

    KeyPair generateRsa(int modulusBits, BigInteger publicExponent) throws GeneralSecurityException;

    /** {@code curve} is the standard name, such as {@code secp256r1}. */
    KeyPair generateEc(String curve) throws GeneralSecurityException;

    /** Parses PKCS#8. */
    PrivateKey privateKey(Family family, byte[] pkcs8) throws GeneralSecurityException;

    /** Parses a SubjectPublicKeyInfo. */
    PublicKey publicKey(Family family, byte[] spki) throws GeneralSecurityException;

    /** The x coordinate of the shared point (SP 800-56A, section 5.7.1.2), as wide as the field. */
    byte[] agreeEc(PrivateKey own, PublicKey peer) throws GeneralSecurityException;

    Signature signature(String algorithm) throws GeneralSecurityException;

    Cipher cipher(String transformation) throws GeneralSecurityException;

    Mac mac(String algorithm) throws GeneralSecurityException;

    MessageDigest digest(String algorithm) throws GeneralSecurityException;

    /** Whether {@link #initGcm} takes an initialisation vector of this many bytes. */
    boolean takesGcmIv(int bytes);

    /**
     * Initialises an AES-GCM cipher of this backend. It is the only way to do so: a provider that handles some lengths wrongly refuses
     * them here.
     */
    void initGcm(Cipher cipher, int mode, SecretKey key, byte[] iv, int tagBits) throws GeneralSecurityException;
}
