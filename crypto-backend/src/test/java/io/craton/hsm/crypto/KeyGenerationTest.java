package io.craton.hsm.crypto;

import static io.craton.hsm.crypto.Modules.done;
import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.core.Octets;
import io.craton.hsm.core.fault.Fault;
import io.craton.hsm.core.fault.Outcome;
import io.craton.hsm.core.mechanism.Mechanism;
import io.craton.hsm.core.mechanism.MechanismParameters;
import io.craton.hsm.core.object.AttributeType;
import io.craton.hsm.core.object.KeyType;
import io.craton.hsm.core.object.ObjectClass;
import io.craton.hsm.core.secret.Secret;
import java.security.KeyFactory;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyGenerationTest {
    private static final Octets F4 = Octets.ofHex("010001");
    private static final byte[] MESSAGE = {1, 2, 3};
    private static final MechanismParameters NONE = MechanismParameters.None.NONE;

    static List<CryptoModule> backends() {
        return Modules.each().toList();
    }

    private static Outcome<GeneratedKeyPair> rsa(CryptoModule module, int bits, Octets exponent) {
        return module.generateKeyPair(Mechanism.RSA_PKCS_KEY_PAIR_GEN, new KeyPairParameters.Rsa(bits, exponent));
    }

    private static Outcome<GeneratedKeyPair> ec(CryptoModule module, Octets params) {
        return module.generateKeyPair(Mechanism.EC_KEY_PAIR_GEN, new KeyPairParameters.Ec(params));
    }

    @ParameterizedTest
    @ValueSource(ints = {2048, 3072, 4096})
    void makesRsaPairsWhoseFactsAnyoneCanRead(int bits) throws Exception {
        GeneratedKeyPair pair = done(rsa(Modules.awslc(), bits, F4));
        try (Secret material = pair.privateMaterial()) {
            assertThat(pair.publicFacts().number(AttributeType.MODULUS_BITS)).hasValue((long) bits);
            RSAPublicKey read = (RSAPublicKey) KeyFactory.getInstance("RSA")
                    .generatePublic(new X509EncodedKeySpec(pair.publicFacts()
                            .bytes(AttributeType.PUBLIC_KEY_INFO)
                            .orElseThrow()
                            .toByteArray()));
            assertThat(read.getModulus().bitLength()).isEqualTo(bits);
            assertThat(pair.publicFacts().bytes(AttributeType.PUBLIC_EXPONENT)).hasValue(F4);
            assertThat(pair.publicFacts()
                            .bytes(AttributeType.MODULUS)
                            .orElseThrow()
                            .length())
                    .isEqualTo(bits / 8);
            assertThat(material.length()).isGreaterThan(bits / 2);
        }
    }

    @ParameterizedTest
    @MethodSource("backends")
    void makesEcPairsThatEveryBackendUses(CryptoModule module) throws Exception {
        for (NamedCurve curve : NamedCurve.values()) {
            GeneratedKeyPair pair = done(ec(module, curve.params()));
            ECPublicKey read = (ECPublicKey) KeyFactory.getInstance("EC")
                    .generatePublic(new X509EncodedKeySpec(pair.publicFacts()
                            .bytes(AttributeType.PUBLIC_KEY_INFO)
                            .orElseThrow()
                            .toByteArray()));
            assertThat(read.getParams().getOrder()).isEqualTo(curve.order());
            try (Secret material = pair.privateMaterial()) {
                for (CryptoModule signer : backends()) {
                    for (CryptoModule verifier : backends()) {
                        assertThat(signs(signer, verifier, pair, material)).isTrue();
                    }
                }
            }
        }
    }

    private static boolean signs(CryptoModule signer, CryptoModule verifier, GeneratedKeyPair pair, Secret material) {
        try (UsableKey own = done(
                        signer.load(ObjectClass.PRIVATE_KEY, KeyType.EC, pair.publicFacts(), Optional.of(material)));
                UsableKey other =
                        done(verifier.load(ObjectClass.PUBLIC_KEY, KeyType.EC, pair.publicFacts(), Optional.empty()))) {
            byte[] signature = done(signer.sign(own, Mechanism.ECDSA_SHA256, NONE, MESSAGE, 0, MESSAGE.length));
            return verifier.verify(other, Mechanism.ECDSA_SHA256, NONE, MESSAGE, 0, MESSAGE.length, signature)
                    .isDone();
        }
    }

    @Test
    void putsTheSameCanonicalFormWhicheverBackendMadeThePair() throws Exception {
        for (CryptoModule module : backends()) {
            GeneratedKeyPair pair = done(ec(module, NamedCurve.P256.params()));
            try (Secret material = pair.privateMaterial()) {
                // PKCS#8 of a P-256 key with its point (RFC 5915) has one length.
                assertThat(material.length()).isEqualTo(138);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1024, 2047, 2049, 2056, 4095, 4097, 8192})
    void refusesRsaOfOtherSizes(int bits) {
        assertThat(rsa(Modules.all(), bits, F4)).isEqualTo(Outcome.refused(Fault.KEY_SIZE_RANGE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "00", "01", "03", "ffff", "010000", "010002"})
    void refusesPublicExponentsThatAreEvenOrSmall(String exponent) {
        assertThat(rsa(Modules.all(), 2048, Octets.ofHex(exponent)))
                .isEqualTo(Outcome.refused(Fault.ATTRIBUTE_VALUE_INVALID));
    }

    @Test
    void refusesPublicExponentsOf257Bits() {
        assertThat(rsa(Modules.all(), 2048, Octets.ofHex("01" + "00".repeat(31) + "01")))
                .isEqualTo(Outcome.refused(Fault.ATTRIBUTE_VALUE_INVALID));
    }

    @Test
    void makesAPairWithAnExponentThatOnlyOneBackendTakes() {
        Octets exponent = Octets.ofHex("0100000001");
        GeneratedKeyPair pair = done(rsa(Modules.all(), 2048, exponent));
        assertThat(pair.publicFacts().bytes(AttributeType.PUBLIC_EXPONENT)).hasValue(exponent);
        pair.privateMaterial().close();
    }

    @Test
    void refusesCurvesItDoesNotHave() {
        Octets secp256k1 = Octets.ofHex("06052b8104000a");
        assertThat(ec(Modules.all(), secp256k1)).isEqualTo(Outcome.refused(Fault.CURVE_NOT_SUPPORTED));
        assertThat(ec(Modules.all(), Octets.EMPTY)).isEqualTo(Outcome.refused(Fault.CURVE_NOT_SUPPORTED));
    }

    @Test
    void refusesParametersOfTheOtherMechanism() {
        assertThat(Modules.all().generateKeyPair(Mechanism.EC_KEY_PAIR_GEN, new KeyPairParameters.Rsa(2048, F4)))
                .isEqualTo(Outcome.refused(Fault.MECHANISM_INVALID));
        assertThat(Modules.all()
                        .generateKeyPair(Mechanism.AES_KEY_GEN, new KeyPairParameters.Ec(NamedCurve.P256.params())))
                .isEqualTo(Outcome.refused(Fault.MECHANISM_INVALID));
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 24, 32})
    void makesAesKeysThatDiffer(int bytes) {
        try (Secret one = done(Modules.all().generateSecretKey(KeyType.AES, bytes));
                Secret other = done(Modules.all().generateSecretKey(KeyType.AES, bytes))) {
            assertThat(one.length()).isEqualTo(bytes);
            assertThat(Secrets.equal(one, other)).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 8, 15, 17, 20, 31, 33, 64})
    void refusesAesKeysOfOtherSizes(int bytes) {
        assertThat(Modules.all().generateSecretKey(KeyType.AES, bytes))
                .isEqualTo(Outcome.refused(Fault.KEY_SIZE_RANGE));
    }

    @Test
    void makesGenericSecretsFromOneByteTo512() {
        for (int bytes : new int[] {1, 512}) {
            try (Secret secret = done(Modules.all().generateSecretKey(KeyType.GENERIC_SECRET, bytes))) {
                assertThat(secret.length()).isEqualTo(bytes);
            }
        }
        for (int bytes : new int[] {0, 513}) {
            assertThat(Modules.all().generateSecretKey(KeyType.GENERIC_SECRET, bytes))
                    .isEqualTo(Outcome.refused(Fault.KEY_SIZE_RANGE));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"RSA", "EC"})
    void refusesSecretKeysOfKeyPairTypes(KeyType type) {
        assertThat(Modules.all().generateSecretKey(type, 32)).isEqualTo(Outcome.refused(Fault.KEY_TYPE_INCONSISTENT));
    }
}
