package io.craton.hsm.crypto;

import static io.craton.hsm.crypto.Modules.done;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.craton.hsm.core.Octets;
import io.craton.hsm.core.fault.Fault;
import io.craton.hsm.core.fault.Outcome;
import io.craton.hsm.core.mechanism.Mechanism;
import io.craton.hsm.core.mechanism.MechanismParameters;
import io.craton.hsm.core.object.AttributeType;
import io.craton.hsm.core.object.Attributes;
import io.craton.hsm.core.object.KeyType;
import io.craton.hsm.core.object.ObjectClass;
import io.craton.hsm.core.secret.Secret;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** RSA and ECDSA against Wycheproof and NIST ACVP, on each backend alone. */
class SignatureConformanceTest {
    private static final MechanismParameters NONE = MechanismParameters.None.NONE;

    /** DigestInfo before the hash (RFC 8017, section 9.2, note 1, and NIST's object identifiers). */
    private static final Map<String, String> DIGEST_INFO = Map.of(
            "SHA-1", "3021300906052b0e03021a05000414",
            "SHA-224", "302d300d06096086480165030402040500041c",
            "SHA-256", "3031300d060960864801650304020105000420",
            "SHA-384", "3041300d060960864801650304020205000430",
            "SHA-512", "3051300d060960864801650304020305000440",
            "SHA-512/224", "302d300d06096086480165030402050500041c",
            "SHA-512/256", "3031300d060960864801650304020605000420",
            "SHA3-256", "3031300d060960864801650304020805000420",
            "SHA3-512", "3051300d060960864801650304020a05000440");

    /** AWS-LC takes public exponents of 33 bits at most. */
    private static final int AWSLC_EXPONENT_HEX = 8;

    private static final Map<String, NamedCurve> CURVES = Map.of(
            "secp256r1",
            NamedCurve.P256,
            "P-256",
            NamedCurve.P256,
            "secp384r1",
            NamedCurve.P384,
            "P-384",
            NamedCurve.P384);

    static List<CryptoModule> backends() {
        return List.of(Modules.jdk(), Modules.awslc(), Modules.all());
    }

    private static String name(CryptoModule module) {
        return module.backends().stream().map(BackendStatus::name).collect(Collectors.joining(" and "));
    }

    private static String jcaHash(String name) {
        return name.startsWith("SHA2-") ? "SHA-" + name.substring(5) : name;
    }

    private static byte[] hash(String algorithm, byte[] message) {
        try {
            return MessageDigest.getInstance(algorithm).digest(message);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] digestInfo(String algorithm, byte[] message) {
        byte[] prefix =
                Octets.ofHex(Objects.requireNonNull(DIGEST_INFO.get(algorithm))).toByteArray();
        byte[] hash = hash(algorithm, message);
        byte[] info = java.util.Arrays.copyOf(prefix, prefix.length + hash.length);
        System.arraycopy(hash, 0, info, prefix.length, hash.length);
        return info;
    }

    private static UsableKey publicKey(CryptoModule module, KeyType type, Attributes template) {
        KeyImport imported = done(module.importKey(ObjectClass.PUBLIC_KEY, type, template, Map.of()));
        return done(module.load(ObjectClass.PUBLIC_KEY, type, imported.facts(), Optional.empty()));
    }

    private static Attributes rsa(JsonNode modulus, JsonNode exponent) {
        return Attributes.builder()
                .put(AttributeType.MODULUS, Octets.wrap(Vectors.bytes(modulus)))
                .put(AttributeType.PUBLIC_EXPONENT, Octets.wrap(evenly(exponent.asText())))
                .build();
    }

    private static byte[] evenly(String hex) {
        return Octets.ofHex(hex.length() % 2 == 0 ? hex : "0" + hex).toByteArray();
    }

    private static Attributes ec(NamedCurve curve, BigInteger x, BigInteger y) {
        return Attributes.builder()
                .put(AttributeType.EC_PARAMS, curve.params())
                .put(AttributeType.EC_POINT, NamedCurve.ecPoint(curve.uncompressed(x, y)))
                .build();
    }

    private static boolean verifies(
            CryptoModule module, UsableKey key, Mechanism mechanism, byte[] data, byte[] signature) {
        return module.verify(key, mechanism, NONE, data, 0, data.length, signature)
                .isDone();
    }

    /** Whether both ways of checking the signature, with the hash inside and outside, agree; and what they say. */
    private static boolean verifiesRsa(
            CryptoModule module, UsableKey key, String hash, byte[] message, byte[] signature) {
        boolean raw = verifies(module, key, Mechanism.RSA_PKCS, digestInfo(hash, message), signature);
        if (hash.equals("SHA-256")) {
            assertThat(verifies(module, key, Mechanism.SHA256_RSA_PKCS, message, signature))
                    .isEqualTo(raw);
        }
        return raw;
    }

    private static boolean verifiesEc(
            CryptoModule module, UsableKey key, String hash, byte[] message, byte[] signature) {
        boolean raw = verifies(module, key, Mechanism.ECDSA, hash(hash, message), signature);
        if (hash.equals("SHA-256")) {
            assertThat(verifies(module, key, Mechanism.ECDSA_SHA256, message, signature))
                    .isEqualTo(raw);
        }
        return raw;
    }

    @ParameterizedTest
    @MethodSource("backends")
    void verifiesRsaPkcs1AsWycheproofSays(CryptoModule module) {
        Vectors.run(
                "Wycheproof RSA PKCS#1 v1.5 verify on " + name(module),
                Vectors.wycheproof("RSASSA-PKCS1-v1_5", "RsassaPkcs1Verify"),
                vector -> {
                    String hash = vector.group().get("sha").asText();
                    if (!DIGEST_INFO.containsKey(hash)) {
                        return Vectors.Verdict.NOT_OFFERED;
                    }
                    JsonNode numbers = vector.group().get("publicKey");
                    try (UsableKey key = publicKey(
                            module, KeyType.RSA, rsa(numbers.get("modulus"), numbers.get("publicExponent")))) {
                        boolean verified = verifiesRsa(module, key, hash, vector.bytes("msg"), vector.bytes("sig"));
                        if (!vector.text("result").equals("acceptable")) {
                            assertThat(verified).isEqualTo(vector.text("result").equals("valid"));
                        }
                    }
                    return Vectors.Verdict.RAN;
                });
    }

    @ParameterizedTest
    @MethodSource("backends")
    void signsRsaPkcs1AsWycheproofSays(CryptoModule module) {
        Vectors.run(
                "Wycheproof RSA PKCS#1 v1.5 sign on " + name(module),
                Vectors.wycheproof("RSASSA-PKCS1-v1_5", "RsassaPkcs1Generate"),
                vector -> {
                    String hash = vector.group().get("sha").asText();
                    if (!DIGEST_INFO.containsKey(hash)) {
                        return Vectors.Verdict.NOT_OFFERED;
                    }
                    byte[] message = vector.bytes("msg");
                    try (Secret pkcs8 = module.secrets()
                                    .take(Vectors.bytes(vector.group().get("privateKeyPkcs8")));
                            UsableKey key = done(module.load(
                                    ObjectClass.PRIVATE_KEY, KeyType.RSA, Attributes.NONE, Optional.of(pkcs8)))) {
                        byte[] info = digestInfo(hash, message);
                        assertThat(done(module.sign(key, Mechanism.RSA_PKCS, NONE, info, 0, info.length)))
                                .isEqualTo(vector.bytes("sig"));
                        if (hash.equals("SHA-256")) {
                            assertThat(done(module.sign(
                                            key, Mechanism.SHA256_RSA_PKCS, NONE, message, 0, message.length)))
                                    .isEqualTo(vector.bytes("sig"));
                        }
                    }
                    return Vectors.Verdict.RAN;
                });
    }

    @ParameterizedTest
    @MethodSource("backends")
    void verifiesFixedWidthEcdsaAsWycheproofSays(CryptoModule module) {
        Vectors.run(
                "Wycheproof ECDSA P1363 verify on " + name(module),
                Vectors.wycheproof("ECDSA", "EcdsaP1363Verify"),
                vector -> wycheproofEcdsa(module, vector, Optional.of(vector.bytes("sig"))));
    }

    /** A signature that is not strict DER of numbers that fit has no fixed-width form, and must be an invalid one. */
    @ParameterizedTest
    @MethodSource("backends")
    void verifiesDerEcdsaAsWycheproofSays(CryptoModule module) {
        Vectors.run(
                "Wycheproof ECDSA DER verify on " + name(module),
                Vectors.wycheproof("ECDSA", "EcdsaVerify"),
                vector -> wycheproofEcdsa(module, vector, fixed(vector)));
    }

    private static Optional<byte[]> fixed(Vectors.Case vector) {
        NamedCurve curve =
                CURVES.get(vector.group().get("publicKey").get("curve").asText());
        try {
            return curve == null
                    ? Optional.empty()
                    : Optional.of(EcdsaSignature.toFixed(vector.bytes("sig"), curve.bytes()));
        } catch (java.security.SignatureException e) {
            return Optional.empty();
        }
    }

    private static Vectors.Verdict wycheproofEcdsa(
            CryptoModule module, Vectors.Case vector, Optional<byte[]> signature) {
        JsonNode point = vector.group().get("publicKey");
        NamedCurve curve = CURVES.get(point.get("curve").asText());
        if (curve == null) {
            return Vectors.Verdict.NOT_OFFERED;
        }
        Attributes template = ec(
                curve,
                new BigInteger(point.get("wx").asText(), 16),
                new BigInteger(point.get("wy").asText(), 16));
        try (UsableKey key = publicKey(module, KeyType.EC, template)) {
            boolean verified = signature.isPresent()
                    && verifiesEc(
                            module, key, vector.group().get("sha").asText(), vector.bytes("msg"), signature.get());
            if (!vector.text("result").equals("acceptable")) {
                assertThat(verified).isEqualTo(vector.text("result").equals("valid"));
            }
        }
        return Vectors.Verdict.RAN;
    }

    @ParameterizedTest
    @MethodSource("backends")
    void verifiesRsaPkcs1AsNistSays(CryptoModule module) {
        List<Vectors.Case> cases = new ArrayList<>(Vectors.acvp("RSA", "sigVer"));
        cases.addAll(Vectors.projections("RSA", "sigGen"));
        Vectors.run("ACVP RSA PKCS#1 v1.5 on " + name(module), cases, vector -> {
            JsonNode group = vector.group();
            String hash = jcaHash(group.get("hashAlg").asText());
            if (!group.get("sigType").asText().equals("pkcs1v1.5")
                    || group.get("modulo").asInt() < 2048
                    || !DIGEST_INFO.containsKey(hash)) {
                return Vectors.Verdict.NOT_OFFERED;
            }
            Attributes template = rsa(group.get("n"), group.get("e"));
            if (module == Modules.awslc() && group.get("e").asText().length() > AWSLC_EXPONENT_HEX) {
                // AWS-LC takes no such exponent; the module on both backends gives the key to the other.
                assertThat(module.load(ObjectClass.PUBLIC_KEY, KeyType.RSA, template, Optional.empty()))
                        .isEqualTo(Outcome.refused(Fault.ATTRIBUTE_VALUE_INVALID));
                return Vectors.Verdict.NOT_OFFERED;
            }
            try (UsableKey key = publicKey(module, KeyType.RSA, template)) {
                boolean expected = vector.expected().path("testPassed").asBoolean(true);
                assertThat(verifiesRsa(module, key, hash, vector.bytes("message"), vector.bytes("signature")))
                        .isEqualTo(expected);
            }
            return Vectors.Verdict.RAN;
        });
    }

    @ParameterizedTest
    @MethodSource("backends")
    void verifiesEcdsaAsNistSays(CryptoModule module) {
        List<Vectors.Case> cases = new ArrayList<>(Vectors.acvp("ECDSA", "sigVer"));
        cases.addAll(Vectors.projections("ECDSA", "sigGen"));
        cases.addAll(Vectors.projections("DetECDSA", "sigGen"));
        Vectors.run("ACVP ECDSA on " + name(module), cases, vector -> {
            NamedCurve curve = CURVES.get(vector.group().get("curve").asText());
            String hash = jcaHash(vector.group().get("hashAlg").asText());
            if (curve == null || hash.startsWith("SHAKE")) {
                return Vectors.Verdict.NOT_OFFERED;
            }
            JsonNode point = vector.test().has("qx") ? vector.test() : vector.group();
            Attributes template = ec(
                    curve,
                    new BigInteger(point.get("qx").asText(), 16),
                    new BigInteger(point.get("qy").asText(), 16));
            byte[] signature = Octets.ofHex(padded(vector.text("r"), curve) + padded(vector.text("s"), curve))
                    .toByteArray();
            boolean expected = vector.expected().path("testPassed").asBoolean(true);
            try (UsableKey key = publicKey(module, KeyType.EC, template)) {
                assertThat(verifiesEc(module, key, hash, vector.bytes("message"), signature))
                        .isEqualTo(expected);
            }
            return Vectors.Verdict.RAN;
        });
    }

    private static String padded(String hex, NamedCurve curve) {
        return "0".repeat(Math.max(0, 2 * curve.bytes() - hex.length())) + hex;
    }

    @ParameterizedTest
    @MethodSource("backends")
    void takesPointsAsNistSays(CryptoModule module) {
        Vectors.run("ACVP ECDSA key verification on " + name(module), Vectors.acvp("ECDSA", "keyVer"), vector -> {
            NamedCurve curve = CURVES.get(vector.group().get("curve").asText());
            if (curve == null) {
                return Vectors.Verdict.NOT_OFFERED;
            }
            String point = "04" + padded(vector.text("qx"), curve) + padded(vector.text("qy"), curve);
            Attributes template = Attributes.builder()
                    .put(AttributeType.EC_PARAMS, curve.params())
                    .put(AttributeType.EC_POINT, Octets.ofHex(point))
                    .build();
            Outcome<KeyImport> imported = module.importKey(ObjectClass.PUBLIC_KEY, KeyType.EC, template, Map.of());
            assertThat(imported.isDone())
                    .isEqualTo(vector.expected().get("testPassed").asBoolean());
            return Vectors.Verdict.RAN;
        });
    }

    @ParameterizedTest
    @MethodSource("backends")
    void findsThePublicPointOfAPrivateValueAsNistSays(CryptoModule module) {
        Vectors.run("ACVP ECDSA key pairs on " + name(module), Vectors.projections("ECDSA", "keyGen"), vector -> {
            NamedCurve curve = CURVES.get(vector.group().get("curve").asText());
            if (curve == null) {
                return Vectors.Verdict.NOT_OFFERED;
            }
            Attributes template = Attributes.builder()
                    .put(AttributeType.EC_PARAMS, curve.params())
                    .build();
            try (Secret value = module.secrets().take(vector.bytes("d"))) {
                KeyImport imported = done(module.importKey(
                        ObjectClass.PRIVATE_KEY, KeyType.EC, template, Map.of(AttributeType.VALUE, value)));
                byte[] point = curve.uncompressed(
                        new BigInteger(vector.text("qx"), 16), new BigInteger(vector.text("qy"), 16));
                assertThat(imported.facts().bytes(AttributeType.PUBLIC_KEY_INFO))
                        .hasValue(Octets.wrap(curve.spki(point)));
                imported.material().orElseThrow().close();
            }
            return Vectors.Verdict.RAN;
        });
    }
}
