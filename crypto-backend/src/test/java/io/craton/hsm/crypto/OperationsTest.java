package io.craton.hsm.crypto;

import static io.craton.hsm.crypto.Modules.done;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.hsm.core.Octets;
import io.craton.hsm.core.fault.Fault;
import io.craton.hsm.core.fault.Outcome;
import io.craton.hsm.core.mechanism.Mechanism;
import io.craton.hsm.core.mechanism.MechanismParameters;
import io.craton.hsm.core.mechanism.Operation;
import io.craton.hsm.core.object.AttributeType;
import io.craton.hsm.core.object.Attributes;
import io.craton.hsm.core.object.KeyType;
import io.craton.hsm.core.object.ObjectClass;
import io.craton.hsm.core.secret.Secret;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OperationsTest {
    private static final MechanismParameters NONE = MechanismParameters.None.NONE;
    private static final byte[] IV = new byte[12];

    static List<CryptoModule> backends() {
        return Modules.each().toList();
    }

    static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    static UsableKey rsa(CryptoModule module, ObjectClass objectClass) {
        byte[] pkcs8 = KnownAnswerData.bytes(KnownAnswerData.RSA_PKCS8);
        try (Secret material = module.secrets().take(pkcs8.clone())) {
            Attributes facts = Attributes.builder()
                    .put(AttributeType.MODULUS, Octets.wrap(RsaEncoding.field(pkcs8, RsaEncoding.Field.MODULUS)))
                    .put(AttributeType.PUBLIC_EXPONENT, Octets.ofHex("010001"))
                    .build();
            return done(module.load(objectClass, KeyType.RSA, facts, Optional.of(material)));
        } catch (Der.MalformedException e) {
            throw new AssertionError(e);
        }
    }

    static UsableKey p256(CryptoModule module, ObjectClass objectClass) {
        byte[] point = KnownAnswerData.bytes(KnownAnswerData.P256_POINT);
        byte[] scalar = KnownAnswerData.bytes(KnownAnswerData.P256_SCALAR);
        Attributes facts = Attributes.builder()
                .put(AttributeType.EC_PARAMS, NamedCurve.P256.params())
                .put(AttributeType.EC_POINT, NamedCurve.ecPoint(point))
                .build();
        try (Secret material = module.secrets().take(NamedCurve.P256.pkcs8(scalar, point))) {
            return done(module.load(objectClass, KeyType.EC, facts, Optional.of(material)));
        }
    }

    static UsableKey secretKey(CryptoModule module, KeyType type, int length) {
        try (Secret material = module.secrets().take(bytes(length))) {
            return done(module.load(ObjectClass.SECRET_KEY, type, Attributes.NONE, Optional.of(material)));
        }
    }

    private static MechanismParameters gcm(byte[] iv, int tagBits) {
        return new MechanismParameters.Gcm(Octets.copyOf(iv), Octets.EMPTY, tagBits);
    }

    private static <T> Outcome<T> no(Fault fault) {
        return Outcome.refused(fault);
    }

    @ParameterizedTest
    @MethodSource("backends")
    void signsAnyBytesWithRsaPkcsUpToTheModulusLessElevenAndNotOneMore(CryptoModule module) {
        try (UsableKey own = rsa(module, ObjectClass.PRIVATE_KEY);
                UsableKey other = rsa(module, ObjectClass.PUBLIC_KEY)) {
            for (int length : new int[] {0, 1, 51, 245}) {
                byte[] data = bytes(length);
                byte[] signature = done(module.sign(own, Mechanism.RSA_PKCS, NONE, data, 0, length));
                assertThat(signature).hasSize(256);
                assertThat(module.verify(other, Mechanism.RSA_PKCS, NONE, data, 0, length, signature))
                        .isEqualTo(Outcome.OK);
            }
            byte[] data = bytes(246);
            assertThat(module.sign(own, Mechanism.RSA_PKCS, NONE, data, 0, 246)).isEqualTo(no(Fault.DATA_LEN_RANGE));
            assertThat(module.verify(other, Mechanism.RSA_PKCS, NONE, data, 0, 246, new byte[256]))
                    .isEqualTo(no(Fault.DATA_LEN_RANGE));
        }
    }

    @ParameterizedTest
    @MethodSource("backends")
    void tellsAWrongSignatureFromOneOfWrongLength(CryptoModule module) {
        byte[] data = bytes(32);
        try (UsableKey rsa = rsa(module, ObjectClass.PUBLIC_KEY);
                UsableKey ec = p256(module, ObjectClass.PUBLIC_KEY);
                UsableKey mac = secretKey(module, KeyType.GENERIC_SECRET, 32)) {
            for (Mechanism mechanism : List.of(Mechanism.RSA_PKCS, Mechanism.SHA256_RSA_PKCS)) {
                refuses(module, rsa, mechanism, data, 256);
                byte[] beyondTheModulus = new byte[256];
                Arrays.fill(beyondTheModulus, (byte) 0xff);
                assertThat(module.verify(rsa, mechanism, NONE, data, 0, 32, beyondTheModulus))
                        .isEqualTo(no(Fault.SIGNATURE_INVALID));
            }
            refuses(module, ec, Mechanism.ECDSA, data, 64);
            refuses(module, ec, Mechanism.ECDSA_SHA256, data, 64);
            refuses(module, mac, Mechanism.SHA256_HMAC, data, 32);
        }
    }

    private static void refuses(CryptoModule module, UsableKey key, Mechanism mechanism, byte[] data, int length) {
        byte[] ones = new byte[length];
        Arrays.fill(ones, (byte) 1);
        for (byte[] signature : List.of(new byte[length], ones)) {
            assertThat(module.verify(key, mechanism, NONE, data, 0, data.length, signature))
                    .isEqualTo(no(Fault.SIGNATURE_INVALID));
        }
        for (int wrong : new int[] {0, length - 1, length + 1}) {
            assertThat(module.verify(key, mechanism, NONE, data, 0, data.length, new byte[wrong]))
                    .isEqualTo(no(Fault.SIGNATURE_LEN_RANGE));
        }
    }

    @Test
    void signsHashesOfEveryLengthWithEcdsaAlikeOnEveryBackend() {
        for (CryptoModule signer : backends()) {
            for (CryptoModule verifier : backends()) {
                try (UsableKey own = p256(signer, ObjectClass.PRIVATE_KEY);
                        UsableKey other = p256(verifier, ObjectClass.PUBLIC_KEY)) {
                    for (int length : new int[] {1, 20, 31, 32, 33, 64, 100}) {
                        byte[] hash = bytes(length);
                        byte[] signature = done(signer.sign(own, Mechanism.ECDSA, NONE, hash, 0, length));
                        assertThat(signature).hasSize(64);
                        assertThat(verifier.verify(other, Mechanism.ECDSA, NONE, hash, 0, length, signature))
                                .isEqualTo(Outcome.OK);
                    }
                }
            }
        }
        try (UsableKey own = p256(Modules.all(), ObjectClass.PRIVATE_KEY)) {
            assertThat(Modules.all().sign(own, Mechanism.ECDSA, NONE, new byte[0], 0, 0))
                    .isEqualTo(no(Fault.DATA_LEN_RANGE));
        }
    }

    @Test
    void backendsAgreeOnEverythingDetermined() {
        CryptoModule jdk = Modules.jdk();
        CryptoModule awslc = Modules.awslc();
        for (int length : new int[] {0, 1, 15, 16, 17, 200}) {
            byte[] data = bytes(length);
            for (int keyBytes : new int[] {16, 24, 32}) {
                try (UsableKey one = secretKey(jdk, KeyType.AES, keyBytes);
                        UsableKey two = secretKey(awslc, KeyType.AES, keyBytes)) {
                    MechanismParameters iv = new MechanismParameters.Iv(Octets.wrap(bytes(16)));
                    agree(jdk, one, awslc, two, Mechanism.AES_CBC_PAD, iv, data);
                    agree(jdk, one, awslc, two, Mechanism.AES_GCM, gcm(IV, 128), data);
                    agree(jdk, one, awslc, two, Mechanism.AES_GCM, gcm(IV, 96), data);
                }
            }
            try (UsableKey one = rsa(jdk, ObjectClass.PRIVATE_KEY);
                    UsableKey two = rsa(awslc, ObjectClass.PRIVATE_KEY)) {
                assertThat(done(jdk.sign(one, Mechanism.SHA256_RSA_PKCS, NONE, data, 0, length)))
                        .isEqualTo(done(awslc.sign(two, Mechanism.SHA256_RSA_PKCS, NONE, data, 0, length)));
                assertThat(done(jdk.sign(one, Mechanism.RSA_PKCS, NONE, data, 0, length)))
                        .isEqualTo(done(awslc.sign(two, Mechanism.RSA_PKCS, NONE, data, 0, length)));
            }
        }
    }

    private static void agree(
            CryptoModule first,
            UsableKey one,
            CryptoModule second,
            UsableKey two,
            Mechanism mechanism,
            MechanismParameters parameters,
            byte[] data) {
        byte[] encrypted = done(first.encrypt(one, mechanism, parameters, data, 0, data.length));
        assertThat(done(second.encrypt(two, mechanism, parameters, data, 0, data.length)))
                .isEqualTo(encrypted);
        assertThat(done(second.decrypt(two, mechanism, parameters, encrypted, 0, encrypted.length)))
                .isEqualTo(data);
    }

    @ParameterizedTest
    @MethodSource("backends")
    void worksOnAPartOfAnArray(CryptoModule module) {
        byte[] data = bytes(100);
        byte[] part = Arrays.copyOfRange(data, 10, 60);
        try (UsableKey mac = secretKey(module, KeyType.GENERIC_SECRET, 32)) {
            assertThat(done(module.sign(mac, Mechanism.SHA256_HMAC, NONE, data, 10, 50)))
                    .isEqualTo(done(module.sign(mac, Mechanism.SHA256_HMAC, NONE, part, 0, 50)));
            assertThat(done(module.digest(Mechanism.SHA256, data, 10, 50)))
                    .isEqualTo(done(module.digest(Mechanism.SHA256, part, 0, 50)));
            assertThatThrownBy(() -> module.sign(mac, Mechanism.SHA256_HMAC, NONE, data, 90, 11))
                    .isInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    @ParameterizedTest
    @MethodSource("backends")
    void takesTheSameIvTwiceInARowSinceItIsTheCallersToChoose(CryptoModule module) {
        try (UsableKey key = secretKey(module, KeyType.AES, 32)) {
            byte[] first = done(module.encrypt(key, Mechanism.AES_GCM, gcm(IV, 128), bytes(20), 0, 20));
            byte[] second = done(module.encrypt(key, Mechanism.AES_GCM, gcm(IV, 128), bytes(20), 0, 20));
            assertThat(second).isEqualTo(first);
        }
    }

    /** ACCP 2.5.0 truncates a longer IV after a shorter one under the same key: the product never lets it see one. */
    @Test
    void neverGivesAwsLcAnIvOfAnotherLength() throws Exception {
        byte[] longIv = bytes(16);
        try (UsableKey key = secretKey(Modules.awslc(), KeyType.AES, 32)) {
            done(Modules.awslc().encrypt(key, Mechanism.AES_GCM, gcm(IV, 128), bytes(20), 0, 20));
            assertThat(Modules.awslc().encrypt(key, Mechanism.AES_GCM, gcm(longIv, 128), bytes(20), 0, 20))
                    .isEqualTo(no(Fault.MECHANISM_PARAM_INVALID));
            assertThat(Modules.awslc().begin(Operation.ENCRYPT, Mechanism.AES_GCM, gcm(longIv, 128), key))
                    .isEqualTo(no(Fault.MECHANISM_PARAM_INVALID));
            assertThatThrownBy(() -> key.backend()
                            .initGcm(
                                    key.backend().cipher("AES/GCM/NoPadding"),
                                    javax.crypto.Cipher.ENCRYPT_MODE,
                                    (javax.crypto.SecretKey) key.key(),
                                    longIv,
                                    128))
                    .isInstanceOf(java.security.InvalidAlgorithmParameterException.class);
        }
        // On both backends the JDK has AES, and takes any length, right after another one.
        try (UsableKey key = secretKey(Modules.all(), KeyType.AES, 32)) {
            assertThat(key.backendName()).isEqualTo("jdk");
            byte[] shortSealed = done(Modules.all().encrypt(key, Mechanism.AES_GCM, gcm(IV, 128), bytes(20), 0, 20));
            byte[] longSealed = done(Modules.all().encrypt(key, Mechanism.AES_GCM, gcm(longIv, 128), bytes(20), 0, 20));
            assertThat(longSealed).isNotEqualTo(shortSealed);
            assertThat(done(Modules.all().decrypt(key, Mechanism.AES_GCM, gcm(longIv, 128), longSealed, 0, 36)))
                    .isEqualTo(bytes(20));
        }
    }

    @ParameterizedTest
    @MethodSource("backends")
    void refusesCiphertextThatIsNone(CryptoModule module) {
        MechanismParameters iv = new MechanismParameters.Iv(Octets.wrap(new byte[16]));
        try (UsableKey key = secretKey(module, KeyType.AES, 32)) {
            for (int length : new int[] {0, 1, 15, 17, 31}) {
                assertThat(module.decrypt(key, Mechanism.AES_CBC_PAD, iv, new byte[length], 0, length))
                        .isEqualTo(no(Fault.ENCRYPTED_DATA_LEN_RANGE));
            }
            byte[] encrypted = done(module.encrypt(key, Mechanism.AES_CBC_PAD, iv, bytes(16), 0, 16));
            assertThat(module.decrypt(key, Mechanism.AES_CBC_PAD, iv, encrypted, 0, 16))
                    .isEqualTo(no(Fault.ENCRYPTED_DATA_INVALID));
            assertThat(module.decrypt(key, Mechanism.AES_GCM, gcm(IV, 128), new byte[15], 0, 15))
                    .isEqualTo(no(Fault.ENCRYPTED_DATA_LEN_RANGE));
            assertThat(module.decrypt(key, Mechanism.AES_GCM, gcm(IV, 128), new byte[16], 0, 16))
                    .isEqualTo(no(Fault.ENCRYPTED_DATA_INVALID));
            // And goes on working.
            assertThat(done(module.decrypt(key, Mechanism.AES_CBC_PAD, iv, encrypted, 0, 32)))
                    .isEqualTo(bytes(16));
        }
    }

    @Test
    void refusesParametersOfAnotherKindOrOutOfRange() {
        CryptoModule module = Modules.all();
        try (UsableKey key = secretKey(module, KeyType.AES, 32)) {
            for (MechanismParameters wrong : List.of(
                    NONE,
                    new MechanismParameters.Iv(Octets.wrap(new byte[16])),
                    gcm(new byte[0], 128),
                    gcm(new byte[Admission.MAX_GCM_IV_BYTES + 1], 128),
                    gcm(IV, 88),
                    gcm(IV, 100),
                    gcm(IV, 136))) {
                assertThat(module.encrypt(key, Mechanism.AES_GCM, wrong, bytes(5), 0, 5))
                        .isEqualTo(no(Fault.MECHANISM_PARAM_INVALID));
            }
            done(module.encrypt(
                    key, Mechanism.AES_GCM, gcm(new byte[Admission.MAX_GCM_IV_BYTES], 128), bytes(5), 0, 5));
            for (MechanismParameters wrong : List.of(
                    NONE,
                    gcm(IV, 128),
                    new MechanismParameters.Iv(Octets.wrap(new byte[15])),
                    new MechanismParameters.Iv(Octets.wrap(new byte[17])))) {
                assertThat(module.encrypt(key, Mechanism.AES_CBC_PAD, wrong, bytes(5), 0, 5))
                        .isEqualTo(no(Fault.MECHANISM_PARAM_INVALID));
            }
        }
        try (UsableKey key = rsa(module, ObjectClass.PRIVATE_KEY)) {
            assertThat(module.sign(key, Mechanism.SHA256_RSA_PKCS, gcm(IV, 128), bytes(5), 0, 5))
                    .isEqualTo(no(Fault.MECHANISM_PARAM_INVALID));
        }
    }

    @Test
    void refusesKeysOfAnotherTypeOrClassAndOperationsTheMechanismHasNot() {
        CryptoModule module = Modules.all();
        try (UsableKey own = rsa(module, ObjectClass.PRIVATE_KEY);
                UsableKey other = rsa(module, ObjectClass.PUBLIC_KEY);
                UsableKey aes = secretKey(module, KeyType.AES, 32);
                UsableKey generic = secretKey(module, KeyType.GENERIC_SECRET, 32)) {
            assertThat(module.sign(own, Mechanism.ECDSA, NONE, bytes(5), 0, 5))
                    .isEqualTo(no(Fault.KEY_TYPE_INCONSISTENT));
            assertThat(module.sign(other, Mechanism.RSA_PKCS, NONE, bytes(5), 0, 5))
                    .isEqualTo(no(Fault.KEY_TYPE_INCONSISTENT));
            assertThat(module.verify(own, Mechanism.RSA_PKCS, NONE, bytes(5), 0, 5, new byte[256]))
                    .isEqualTo(no(Fault.KEY_TYPE_INCONSISTENT));
            assertThat(module.sign(aes, Mechanism.SHA256_HMAC, NONE, bytes(5), 0, 5))
                    .isEqualTo(no(Fault.KEY_TYPE_INCONSISTENT));
            assertThat(module.encrypt(generic, Mechanism.AES_GCM, gcm(IV, 128), bytes(5), 0, 5))
                    .isEqualTo(no(Fault.KEY_TYPE_INCONSISTENT));
            assertThat(module.encrypt(own, Mechanism.RSA_PKCS, NONE, bytes(5), 0, 5))
                    .isEqualTo(no(Fault.MECHANISM_INVALID));
            assertThat(module.sign(aes, Mechanism.AES_GCM, gcm(IV, 128), bytes(5), 0, 5))
                    .isEqualTo(no(Fault.MECHANISM_INVALID));
            assertThat(module.digest(Mechanism.RSA_PKCS, bytes(5), 0, 5)).isEqualTo(no(Fault.MECHANISM_INVALID));
        }
    }

    @Test
    void refusesToLoadWhatIsNoKey() {
        CryptoModule module = Modules.all();
        assertThat(module.load(ObjectClass.DATA, KeyType.AES, Attributes.NONE, Optional.empty()))
                .isEqualTo(no(Fault.KEY_HANDLE_INVALID));
        assertThat(module.load(ObjectClass.PRIVATE_KEY, KeyType.RSA, Attributes.NONE, Optional.empty()))
                .isEqualTo(no(Fault.TEMPLATE_INCOMPLETE));
        try (Secret garbage = module.secrets().take(bytes(100))) {
            assertThat(module.load(ObjectClass.PRIVATE_KEY, KeyType.RSA, Attributes.NONE, Optional.of(garbage)))
                    .isEqualTo(no(Fault.ATTRIBUTE_VALUE_INVALID));
            assertThat(module.load(ObjectClass.SECRET_KEY, KeyType.RSA, Attributes.NONE, Optional.of(garbage)))
                    .isEqualTo(no(Fault.KEY_TYPE_INCONSISTENT));
        }
    }

    @Test
    void randomBytesDiffer() {
        byte[] one = new byte[32];
        byte[] other = new byte[32];
        Modules.all().random(one);
        Modules.all().random(other);
        assertThat(one).isNotEqualTo(other).isNotEqualTo(new byte[32]);
    }
}
