package io.craton.hsm.crypto;

import io.craton.hsm.core.Octets;
import java.math.BigInteger;

/** The encodings of RSA keys: SubjectPublicKeyInfo and, for private keys, PKCS#8 around RSAPrivateKey (RFC 8017, appendix A.1). */
final class RsaEncoding {
    /** rsaEncryption with NULL parameters. */
    private static final byte[] ALGORITHM =
            Octets.ofHex("300d06092a864886f70d0101010500").toByteArray();

    /** The numbers of an RSAPrivateKey, in the order they stand there. */
    enum Field {
        MODULUS,
        PUBLIC_EXPONENT,
        PRIVATE_EXPONENT,
        PRIME_1,
        PRIME_2,
        EXPONENT_1,
        EXPONENT_2,
        COEFFICIENT
    }

    private RsaEncoding() {}

    static byte[] spki(byte[] modulus, byte[] publicExponent) {
        byte[] key = Der.element(Der.SEQUENCE, Der.unsigned(modulus), Der.unsigned(publicExponent));
        return Der.element(Der.SEQUENCE, ALGORITHM, Der.element(Der.BIT_STRING, new byte[1], key));
    }

    /** The numbers stand in the order of {@link Field}. */
    static byte[] pkcs8(BigInteger... numbers) {
        byte[][] parts = new byte[1 + numbers.length][];
        parts[0] = Der.unsigned(new byte[1]);
        for (int i = 0; i < numbers.length; i++) {
            byte[] magnitude = numbers[i].toByteArray();
            parts[1 + i] = Der.unsigned(magnitude);
            Secrets.wipe(magnitude);
        }
        byte[] octets = Der.secretElement(Der.OCTET_STRING, Der.secretElement(Der.SEQUENCE, parts));
        return Der.secretElement(Der.SEQUENCE, Der.unsigned(new byte[1]), ALGORITHM.clone(), octets);
    }

    /** One number of a PKCS#8, without leading zeros. */
    static byte[] field(byte[] pkcs8, Field field) throws Der.MalformedException {
        Der.Reader info = new Der.Reader(pkcs8).enter(Der.SEQUENCE);
        info.unsigned();
        info.enter(Der.SEQUENCE);
        Der.Reader key = info.enter(Der.OCTET_STRING).enter(Der.SEQUENCE);
        key.unsigned();
        for (int i = 0; i < field.ordinal(); i++) {
            Secrets.wipe(key.unsigned());
        }
        return key.unsigned();
    }
}
