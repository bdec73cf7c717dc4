package io.craton.hsm.crypto;

import io.craton.hsm.core.Octets;
import io.craton.hsm.core.fault.Outcome;
import io.craton.hsm.core.mechanism.Mechanism;
import io.craton.hsm.core.mechanism.MechanismParameters;
import io.craton.hsm.core.mechanism.Operation;
import io.craton.hsm.core.object.AttributeType;
import io.craton.hsm.core.object.Attributes;
import io.craton.hsm.core.object.KeyType;
import io.craton.hsm.core.object.ObjectClass;
import io.craton.hsm.core.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The answers every backend must give at the start, at least one for each mechanism that has determined answers. ECDSA has none to
 * sign: known signatures are verified, and a fresh one is made and verified. Generated key pairs are checked one by one instead.
 */
final class KnownAnswers {
    private static final MechanismParameters NONE = MechanismParameters.None.NONE;
    private static final byte[] SAMPLE = ascii("sample");
    private static final byte[] TEST = ascii("Test");

    private KnownAnswers() {}

    static List<KnownAnswer> all() {
        return List.of(
                answer("SHA256", "FIPS 180-4", KnownAnswerData.SHA256_ABC, KnownAnswers::sha256),
                answer("SHA256_HMAC", "RFC 4231, section 4.3", KnownAnswerData.HMAC_TAG, KnownAnswers::hmac),
                answer("AES_GCM", "McGrew and Viega, test case 16", KnownAnswerData.GCM_SEALED, KnownAnswers::gcm),
                answer("AES_CBC_PAD", "SP 800-38A, section F.2.5", KnownAnswerData.CBC_CIPHER, KnownAnswers::cbc),
                answer(
                        "RSA_PKCS",
                        "Wycheproof rsa_pkcs1_2048_sig_gen, test 83",
                        KnownAnswerData.RSA_SIGNATURE,
                        (candidate, answer) -> rsa(
                                candidate,
                                Mechanism.RSA_PKCS,
                                KnownAnswerData.bytes(KnownAnswerData.RSA_DIGEST_INFO),
                                answer)),
                answer(
                        "SHA256_RSA_PKCS",
                        "Wycheproof rsa_pkcs1_2048_sig_gen, test 83",
                        KnownAnswerData.RSA_SIGNATURE,
                        (candidate, answer) -> rsa(candidate, Mechanism.SHA256_RSA_PKCS, TEST, answer)),
                answer(
                        "ECDSA P-256",
                        "RFC 6979, section A.2.5",
                        KnownAnswerData.P256_SIGNATURE,
                        (candidate, answer) -> p256(candidate, Mechanism.ECDSA, answer)),
                answer(
                        "ECDSA_SHA256 P-256",
                        "RFC 6979, section A.2.5",
                        KnownAnswerData.P256_SIGNATURE,
                        (candidate, answer) -> p256(candidate, Mechanism.ECDSA_SHA256, answer)),
                answer(
                        "ECDSA P-384",
                        "RFC 6979, section A.2.6",
                        KnownAnswerData.P384_SIGNATURE,
                        (candidate, answer) -> p384(candidate, Mechanism.ECDSA, answer)),
                answer(
                        "ECDSA_SHA256 P-384",
                        "RFC 6979, section A.2.6",
                        KnownAnswerData.P384_SIGNATURE,
                        (candidate, answer) -> p384(candidate, Mechanism.ECDSA_SHA256, answer)));
    }

    private static KnownAnswer answer(String name, String source, String hex, KnownAnswer.Trial trial) {
        return new KnownAnswer(name, source, Octets.ofHex(hex), trial);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static Outcome<Boolean> sha256(KnownAnswer.Candidate candidate, byte[] answer) {
        return candidate
                .operations()
                .digest(Mechanism.SHA256, ascii("abc"), 0, 3)
                .map(digest -> Arrays.equals(digest, answer));
    }

    private static Outcome<Boolean> hmac(KnownAnswer.Candidate candidate, byte[] answer) {
        byte[] data = KnownAnswerData.bytes(KnownAnswerData.HMAC_DATA);
        return with(
                candidate,
                KeyType.GENERIC_SECRET,
                ascii("Jefe"),
                key -> candidate
                        .operations()
                        .sign(key, Mechanism.SHA256_HMAC, NONE, data, 0, data.length)
                        .map(tag -> Arrays.equals(tag, answer)));
    }

    private static Outcome<Boolean> gcm(KnownAnswer.Candidate candidate, byte[] answer) {
        MechanismParameters parameters = new MechanismParameters.Gcm(
                Octets.ofHex(KnownAnswerData.GCM_IV), Octets.ofHex(KnownAnswerData.GCM_AAD), 128);
        byte[] plain = KnownAnswerData.bytes(KnownAnswerData.GCM_PLAIN);
        return with(
                candidate,
                KeyType.AES,
                KnownAnswerData.bytes(KnownAnswerData.GCM_KEY),
                key -> bothWays(candidate, key, Mechanism.AES_GCM, parameters, plain, answer));
    }

    private static Outcome<Boolean> cbc(KnownAnswer.Candidate candidate, byte[] answer) {
        MechanismParameters parameters = new MechanismParameters.Iv(Octets.ofHex(KnownAnswerData.CBC_IV));
        byte[] plain = KnownAnswerData.bytes(KnownAnswerData.CBC_PLAIN);
        return with(
                candidate,
                KeyType.AES,
                KnownAnswerData.bytes(KnownAnswerData.CBC_KEY),
                key -> bothWays(candidate, key, Mechanism.AES_CBC_PAD, parameters, plain, answer));
    }

    /** Encrypts, compares with the answer as far as that goes (the block of padding is not in the standard), and decrypts again. */
    private static Outcome<Boolean> bothWays(
            KnownAnswer.Candidate candidate,
            UsableKey key,
            Mechanism mechanism,
            MechanismParameters parameters,
            byte[] plain,
            byte[] answer) {
        Operations operations = candidate.operations();
        return operations
                .cipher(Operation.ENCRYPT, key, mechanism, parameters, plain, 0, plain.length)
                .flatMap(encrypted -> operations
                        .cipher(Operation.DECRYPT, key, mechanism, parameters, encrypted, 0, encrypted.length)
                        .map(decrypted -> Arrays.equals(encrypted, 0, answer.length, answer, 0, answer.length)
                                && Arrays.equals(decrypted, plain)));
    }

    private static Outcome<Boolean> with(
            KnownAnswer.Candidate candidate, KeyType type, byte[] value, Function<UsableKey, Outcome<Boolean>> use) {
        return with(candidate, ObjectClass.SECRET_KEY, type, Attributes.NONE, value, use);
    }

    private static Outcome<Boolean> with(
            KnownAnswer.Candidate candidate,
            ObjectClass objectClass,
            KeyType type,
            Attributes facts,
            byte[] value,
            Function<UsableKey, Outcome<Boolean>> use) {
        try (Secret material = candidate.secrets().take(value)) {
            return candidate
                    .keys()
                    .load(objectClass, type, facts, Optional.of(material))
                    .flatMap(key -> {
                        try (key) {
                            return use.apply(key);
                        }
                    });
        }
    }

    private static Outcome<Boolean> rsa(
            KnownAnswer.Candidate candidate, Mechanism mechanism, byte[] input, byte[] answer) {
        byte[] pkcs8 = KnownAnswerData.bytes(KnownAnswerData.RSA_PKCS8);
        Attributes facts;
        try {
            facts = Attributes.builder()
                    .put(AttributeType.MODULUS, Octets.wrap(RsaEncoding.field(pkcs8, RsaEncoding.Field.MODULUS)))
                    .put(
                            AttributeType.PUBLIC_EXPONENT,
                            Octets.wrap(RsaEncoding.field(pkcs8, RsaEncoding.Field.PUBLIC_EXPONENT)))
                    .build();
        } catch (Der.MalformedException e) {
            throw new IllegalStateException(e);
        }
        return with(
                        candidate,
                        ObjectClass.PRIVATE_KEY,
                        KeyType.RSA,
                        facts,
                        pkcs8,
                        key -> candidate
                                .operations()
                                .sign(key, mechanism, NONE, input, 0, input.length)
                                .map(signature -> Arrays.equals(signature, answer)))
                .flatMap(signed -> verifies(candidate, KeyType.RSA, facts, mechanism, input, answer)
                        .map(verified -> signed && verified));
    }

    private static Outcome<Boolean> p256(KnownAnswer.Candidate candidate, Mechanism mechanism, byte[] answer) {
        return ecdsa(
                candidate,
                NamedCurve.P256,
                KnownAnswerData.bytes(KnownAnswerData.P256_SCALAR),
                KnownAnswerData.bytes(KnownAnswerData.P256_POINT),
                mechanism,
                answer);
    }

    private static Outcome<Boolean> p384(KnownAnswer.Candidate candidate, Mechanism mechanism, byte[] answer) {
        return ecdsa(
                candidate,
                NamedCurve.P384,
                KnownAnswerData.bytes(KnownAnswerData.P384_SCALAR),
                KnownAnswerData.bytes(KnownAnswerData.P384_POINT),
                mechanism,
                answer);
    }

    private static Outcome<Boolean> ecdsa(
            KnownAnswer.Candidate candidate,
            NamedCurve curve,
            byte[] scalar,
            byte[] point,
            Mechanism mechanism,
            byte[] answer) {
        byte[] input = mechanism == Mechanism.ECDSA ? KnownAnswerData.bytes(KnownAnswerData.SAMPLE_SHA256) : SAMPLE;
        Attributes facts = Attributes.builder()
                .put(AttributeType.EC_PARAMS, curve.params())
                .put(AttributeType.EC_POINT, NamedCurve.ecPoint(point))
                .build();
        return verifies(candidate, KeyType.EC, facts, mechanism, input, answer)
                .flatMap(known -> with(
                        candidate,
                        ObjectClass.PRIVATE_KEY,
                        KeyType.EC,
                        facts,
                        curve.pkcs8(scalar, point),
                        key -> candidate
                                .operations()
                                .sign(key, mechanism, NONE, input, 0, input.length)
                                .flatMap(own -> verifies(candidate, KeyType.EC, facts, mechanism, input, own))
                                .map(fresh -> known && fresh)));
    }

    /** Whether the signature is taken, and the same with one bit changed is not. */
    private static Outcome<Boolean> verifies(
            KnownAnswer.Candidate candidate,
            KeyType type,
            Attributes facts,
            Mechanism mechanism,
            byte[] input,
            byte[] signature) {
        byte[] wrong = signature.clone();
        wrong[wrong.length / 2] ^= 1;
        Operations operations = candidate.operations();
        return candidate
                .keys()
                .load(ObjectClass.PUBLIC_KEY, type, facts, Optional.empty())
                .flatMap(key -> {
                    try (key) {
                        boolean right = operations
                                .verify(key, mechanism, NONE, input, 0, input.length, signature)
                                .isDone();
                        boolean taken = operations
                                .verify(key, mechanism, NONE, input, 0, input.length, wrong)
                                .isDone();
                        return Outcome.done(right && !taken);
                    }
                });
    }
}
