package io.craton.hsm.gateway.fake;

import io.craton.hsm.core.Octets;
import io.craton.hsm.core.fault.Fault;
import io.craton.hsm.core.fault.Outcome;
import io.craton.hsm.core.mechanism.Mechanism;
import io.craton.hsm.core.mechanism.MechanismParameters;
import io.craton.hsm.core.object.AttributeType;
import io.craton.hsm.core.object.Attributes;
import io.craton.hsm.core.object.NamedCurve;
import io.craton.hsm.core.object.rules.KeyPairAttributes.Wanted;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.util.Arrays;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** The mechanisms of the catalogue by the JDK's providers, without any care for speed or secrecy. */
final class FakeCrypto {
    private FakeCrypto() {}

    static KeyPair generate(Wanted wanted) throws GeneralSecurityException {
        return switch (wanted) {
            case Wanted.Rsa(int bits, Octets exponent) -> {
                KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
                generator.initialize(new RSAKeyGenParameterSpec(bits, new BigInteger(1, exponent.toByteArray())));
                yield generator.generateKeyPair();
            }
            case Wanted.Ec(Octets params) -> {
                KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
                int bits = NamedCurve.of(params).orElseThrow().bits();
                generator.initialize(new ECGenParameterSpec("secp" + bits + "r1"));
                yield generator.generateKeyPair();
            }
        };
    }

    static Attributes facts(PublicKey key, Wanted wanted) {
        return switch (wanted) {
            case Wanted.Rsa(int bits, Octets exponent) ->
                Attributes.builder()
                        .put(AttributeType.MODULUS, unsigned(((RSAPublicKey) key).getModulus(), bits / 8))
                        .put(AttributeType.MODULUS_BITS, bits)
                        .put(AttributeType.PUBLIC_EXPONENT, exponent)
                        .build();
            case Wanted.Ec(Octets params) ->
                Attributes.builder()
                        .put(AttributeType.EC_PARAMS, params)
                        .put(
                                AttributeType.EC_POINT,
                                point((ECPublicKey) key, NamedCurve.of(params).orElseThrow()))
                        .build();
        };
    }

    private static Octets point(ECPublicKey key, NamedCurve curve) {
        int bytes = curve.coordinateBytes();
        byte[] der = new byte[3 + 2 * bytes];
        der[0] = 4;
        der[1] = (byte) (1 + 2 * bytes);
        der[2] = 4;
        unsigned(key.getW().getAffineX(), bytes).copyTo(der, 3);
        unsigned(key.getW().getAffineY(), bytes).copyTo(der, 3 + bytes);
        return Octets.wrap(der);
    }

    private static Octets unsigned(BigInteger value, int bytes) {
        byte[] signed = value.toByteArray();
        byte[] padded = new byte[bytes];
        int length = Math.min(bytes, signed.length);
        System.arraycopy(signed, signed.length - length, padded, bytes - length, length);
        return Octets.wrap(padded);
    }

    static byte[] sign(Mechanism mechanism, Key key, byte[] data) throws GeneralSecurityException {
        if (mechanism == Mechanism.RSA_PKCS) {
            Cipher cipher = Cipher.getInstance("RSA/ECB/PKCS1Padding");
            cipher.init(Cipher.ENCRYPT_MODE, key);
            return cipher.doFinal(data);
        }
        if (mechanism == Mechanism.SHA256_HMAC) {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return mac.doFinal(data);
        }
        Signature signature = Signature.getInstance(signatureName(mechanism));
        signature.initSign((PrivateKey) key);
        signature.update(data);
        return signature.sign();
    }

    static boolean verify(Mechanism mechanism, Key key, byte[] data, byte[] value) throws GeneralSecurityException {
        if (mechanism == Mechanism.RSA_PKCS) {
            Cipher cipher = Cipher.getInstance("RSA/ECB/PKCS1Padding");
            cipher.init(Cipher.DECRYPT_MODE, key);
            try {
                return Arrays.equals(cipher.doFinal(value), data);
            } catch (BadPaddingException e) {
                return false;
            }
        }
        if (mechanism == Mechanism.SHA256_HMAC) {
            return Arrays.equals(sign(mechanism, key, data), value);
        }
        Signature signature = Signature.getInstance(signatureName(mechanism));
        signature.initVerify((PublicKey) key);
        signature.update(data);
        return signature.verify(value);
    }

    private static String signatureName(Mechanism mechanism) {
        return switch (mechanism) {
            case SHA256_RSA_PKCS -> "SHA256withRSA";
            case ECDSA -> "NONEwithECDSAinP1363Format";
            case ECDSA_SHA256 -> "SHA256withECDSAinP1363Format";
            default -> throw new IllegalArgumentException(mechanism + " does not sign");
        };
    }

    static Outcome<byte[]> cipher(int mode, Mechanism mechanism, MechanismParameters parameters, Key key, byte[] data)
            throws GeneralSecurityException {
        Cipher cipher =
                Cipher.getInstance(mechanism == Mechanism.AES_GCM ? "AES/GCM/NoPadding" : "AES/CBC/PKCS5Padding");
        SecretKeySpec aes = new SecretKeySpec(key.getEncoded(), "AES");
        switch (parameters) {
            case MechanismParameters.Gcm(Octets iv, Octets aad, int tagBits) -> {
                cipher.init(mode, aes, new GCMParameterSpec(tagBits, iv.toByteArray()));
                cipher.updateAAD(aad.toByteArray());
            }
            case MechanismParameters.Iv(Octets iv) -> cipher.init(mode, aes, new IvParameterSpec(iv.toByteArray()));
            case MechanismParameters.None none -> {
                return Outcome.refused(Fault.MECHANISM_PARAM_INVALID);
            }
        }
        try {
            return Outcome.done(cipher.doFinal(data));
        } catch (BadPaddingException e) {
            return Outcome.refused(Fault.ENCRYPTED_DATA_INVALID);
        }
    }

    static byte[] sha256(byte[] data) throws GeneralSecurityException {
        return MessageDigest.getInstance("SHA-256").digest(data);
    }
}
