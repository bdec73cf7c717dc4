package io.craton.hsm.crypto;

import io.craton.hsm.core.Octets;
import io.craton.hsm.core.fault.Fault;
import io.craton.hsm.core.fault.Outcome;
import io.craton.hsm.core.mechanism.Mechanism;
import io.craton.hsm.core.object.AttributeType;
import io.craton.hsm.core.object.Attributes;
import io.craton.hsm.core.object.KeyType;
import io.craton.hsm.core.secret.Secret;
import io.craton.hsm.crypto.backend.Backend;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.KeyPair;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes key pairs, each checked to be a pair before anyone gets it (FIPS 140-3, section 10.3.B: pairwise consistency). */
final class KeyGeneration {
    private static final Logger LOG = LoggerFactory.getLogger(KeyGeneration.class);

    private static final Set<Integer> RSA_BITS = Set.of(2048, 3072, 4096);
    /** FIPS 186-5, section A.1.1: odd, above 2^16 and below 2^256. */
    private static final int MIN_EXPONENT_BITS = 17;

    private static final int MAX_EXPONENT_BITS = 256;

    private final Backends backends;
    private final SecretMemory secrets;
    private final PairwiseCheck pairCheck;

    KeyGeneration(Backends backends, SecretMemory secrets, PairwiseCheck pairCheck) {
        this.backends = backends;
        this.secrets = secrets;
        this.pairCheck = pairCheck;
    }

    Outcome<GeneratedKeyPair> generate(Mechanism mechanism, KeyPairParameters parameters) {
        return switch (parameters) {
            case KeyPairParameters.Rsa rsa when mechanism == Mechanism.RSA_PKCS_KEY_PAIR_GEN -> generateRsa(rsa);
            case KeyPairParameters.Ec ec when mechanism == Mechanism.EC_KEY_PAIR_GEN -> generateEc(ec);
            case KeyPairParameters.Rsa _, KeyPairParameters.Ec _ -> Outcome.refused(Fault.MECHANISM_INVALID);
        };
    }

    private Outcome<GeneratedKeyPair> generateRsa(KeyPairParameters.Rsa wanted) {
        if (!RSA_BITS.contains(wanted.modulusBits())) {
            return Outcome.refused(Fault.KEY_SIZE_RANGE);
        }
        BigInteger exponent = new BigInteger(1, wanted.publicExponent().toByteArray());
        if (!exponent.testBit(0)
                || exponent.bitLength() < MIN_EXPONENT_BITS
                || exponent.bitLength() > MAX_EXPONENT_BITS) {
            return Outcome.refused(Fault.ATTRIBUTE_VALUE_INVALID);
        }
        Exception last = null;
        for (Backend backend : backends.forMechanism(Mechanism.RSA_PKCS_KEY_PAIR_GEN)) {
            KeyPair pair;
            try {
                pair = backend.generateRsa(wanted.modulusBits(), exponent);
            } catch (GeneralSecurityException | RuntimeException e) {
                // A backend may not take this exponent, and ACCP says so by an exception of its own; another may.
                last = e;
                continue;
            }
            return rsa(pair);
        }
        return last instanceof InvalidAlgorithmParameterException
                ? Outcome.refused(Fault.ATTRIBUTE_VALUE_INVALID)
                : Failures.refusal(
                        Mechanism.RSA_PKCS_KEY_PAIR_GEN, null, last == null ? new IllegalStateException() : last);
    }

    private Outcome<GeneratedKeyPair> rsa(KeyPair pair) {
        RSAPublicKey publicKey = (RSAPublicKey) pair.getPublic();
        Attributes facts = rsaFacts(publicKey.getModulus(), publicKey.getPublicExponent()).toBuilder()
                .put(AttributeType.MODULUS_BITS, publicKey.getModulus().bitLength())
                .build();
        byte[] pkcs8 = pair.getPrivate().getEncoded();
        UsableKey.destroy(pair.getPrivate());
        return checked(KeyType.RSA, facts, pkcs8);
    }

    /** What an RSA key of either class says of itself. */
    static Attributes rsaFacts(BigInteger modulus, BigInteger publicExponent) {
        byte[] n = Der.minimal(modulus.toByteArray());
        byte[] e = Der.minimal(publicExponent.toByteArray());
        return Attributes.builder()
                .put(AttributeType.MODULUS, Octets.wrap(n))
                .put(AttributeType.PUBLIC_EXPONENT, Octets.wrap(e))
                .put(AttributeType.PUBLIC_KEY_INFO, Octets.wrap(RsaEncoding.spki(n, e)))
                .build();
    }

    private Outcome<GeneratedKeyPair> generateEc(KeyPairParameters.Ec wanted) {
        Optional<NamedCurve> curve = NamedCurve.ofParams(wanted.ecParams());
        if (curve.isEmpty()) {
            return Outcome.refused(Fault.CURVE_NOT_SUPPORTED);
        }
        try {
            return ec(
                    curve.get(),
                    backends.first(Mechanism.EC_KEY_PAIR_GEN)
                            .generateEc(curve.get().jcaName()));
        } catch (GeneralSecurityException | Der.MalformedException e) {
            return Failures.refusal(Mechanism.EC_KEY_PAIR_GEN, null, e);
        }
    }

    private Outcome<GeneratedKeyPair> ec(NamedCurve curve, KeyPair pair) throws Der.MalformedException {
        ECPublicKey publicKey = (ECPublicKey) pair.getPublic();
        byte[] point = curve.uncompressed(
                publicKey.getW().getAffineX(), publicKey.getW().getAffineY());
        byte[] encoded = pair.getPrivate().getEncoded();
        UsableKey.destroy(pair.getPrivate());
        try {
            Attributes facts = ecFacts(curve, point).toBuilder()
                    .put(AttributeType.EC_POINT, NamedCurve.ecPoint(point))
                    .build();
            return checked(KeyType.EC, facts, curve.pkcs8(curve.scalar(encoded), point));
        } finally {
            Secrets.wipe(encoded);
        }
    }

    /** What an EC key of either class says of itself. */
    static Attributes ecFacts(NamedCurve curve, byte[] point) {
        return Attributes.builder()
                .put(AttributeType.EC_PARAMS, curve.params())
                .put(AttributeType.PUBLIC_KEY_INFO, Octets.wrap(curve.spki(point)))
                .build();
    }

    private Outcome<GeneratedKeyPair> checked(KeyType type, Attributes facts, byte[] pkcs8) {
        return secrets.hold(pkcs8).flatMap(material -> {
            if (pairCheck.isPair(type, facts, material)) {
                return Outcome.done(new GeneratedKeyPair(facts, material));
            }
            material.close();
            LOG.error("a generated {} key pair failed its pairwise consistency test", type);
            return Outcome.refused(Fault.DEVICE_ERROR);
        });
    }

    Outcome<Secret> generateSecret(KeyType type, int bytes, RandomBytes random) {
        if (type == KeyType.RSA || type == KeyType.EC) {
            return Outcome.refused(Fault.KEY_TYPE_INCONSISTENT);
        }
        if (!isSize(type, bytes)) {
            return Outcome.refused(Fault.KEY_SIZE_RANGE);
        }
        byte[] value = new byte[bytes];
        random.fill(value);
        return secrets.hold(value);
    }

    /** Whether a secret key of the type can have this many bytes. */
    static boolean isSize(KeyType type, int bytes) {
        return switch (type) {
            case AES -> bytes == 16 || bytes == 24 || bytes == 32;
            case GENERIC_SECRET -> Mechanism.GENERIC_SECRET_KEY_GEN.keySizes().allows(bytes);
            case RSA, EC -> false;
        };
    }

    /** Fills an array with random bytes. */
    interface RandomBytes {
        void fill(byte[] target);
    }
}
