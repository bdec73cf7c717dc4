package io.craton.hsm.core.object.rules;

import static io.craton.hsm.core.object.rules.Samples.done;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.craton.hsm.core.Octets;
import io.craton.hsm.core.fault.Fault;
import io.craton.hsm.core.fault.Outcome;
import io.craton.hsm.core.mechanism.Mechanism;
import io.craton.hsm.core.mechanism.Operation;
import io.craton.hsm.core.object.AttributeType;
import io.craton.hsm.core.object.AttributeValue;
import io.craton.hsm.core.object.Attributes;
import io.craton.hsm.core.object.KeyType;
import io.craton.hsm.core.object.NamedCurve;
import io.craton.hsm.core.object.ObjectClass;
import io.craton.hsm.core.object.Template;
import io.craton.hsm.core.object.rules.KeyPairAttributes.Wanted;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class KeyGenerationTest {
    private static final Template NOTHING = Template.of(Attributes.NONE);

    @ParameterizedTest
    @EnumSource
    void eachMechanismGeneratesWhatTheCatalogueSaysAndNothingElse(Mechanism mechanism) {
        Outcome<Attributes> key = ObjectRules.generatedSecretKey(mechanism, length(32));
        Outcome<KeyPairAttributes> pair = ObjectRules.generatedKeyPair(
                mechanism, mechanism == Mechanism.EC_KEY_PAIR_GEN ? ec(NamedCurve.P_256) : rsa(2048), NOTHING);
        if (mechanism.does(Operation.GENERATE)) {
            assertThat(key.isDone()).isTrue();
        } else {
            assertThat(key).isEqualTo(Outcome.refused(Fault.MECHANISM_INVALID));
        }
        if (mechanism.does(Operation.GENERATE_KEY_PAIR)) {
            assertThat(pair.isDone()).isTrue();
        } else {
            assertThat(pair).isEqualTo(Outcome.refused(Fault.MECHANISM_INVALID));
        }
    }

    @Test
    void aGeneratedKeyRemembersHowItWasMade() {
        Attributes key = done(ObjectRules.generatedSecretKey(Mechanism.AES_KEY_GEN, length(32)));
        assertThat(key.objectClass()).contains(ObjectClass.SECRET_KEY);
        assertThat(key.keyType()).contains(KeyType.AES);
        assertThat(key.flag(AttributeType.LOCAL)).isTrue();
        assertThat(key.get(AttributeType.KEY_GEN_MECHANISM)).contains(AttributeValue.of(Mechanism.AES_KEY_GEN));
        assertThat(key.flag(AttributeType.ALWAYS_SENSITIVE)).isTrue();
        assertThat(key.flag(AttributeType.NEVER_EXTRACTABLE)).isTrue();
        assertThat(key.number(AttributeType.VALUE_LEN)).contains(32L);
    }

    @Test
    void aKeyBornReadableWasNeverAlwaysSensitive() {
        Template open = Template.of(length(32).attributes().toBuilder()
                .put(AttributeType.SENSITIVE, false)
                .put(AttributeType.EXTRACTABLE, true)
                .build());
        Attributes key = done(ObjectRules.generatedSecretKey(Mechanism.AES_KEY_GEN, open));
        assertThat(key.get(AttributeType.ALWAYS_SENSITIVE)).contains(AttributeValue.of(false));
        assertThat(key.get(AttributeType.NEVER_EXTRACTABLE)).contains(AttributeValue.of(false));
    }

    @ParameterizedTest
    @CsvSource({
        "AES_KEY_GEN, 15, false",
        "AES_KEY_GEN, 16, true",
        "AES_KEY_GEN, 17, false",
        "AES_KEY_GEN, 24, true",
        "AES_KEY_GEN, 32, true",
        "AES_KEY_GEN, 33, false",
        "AES_KEY_GEN, 0, false",
        "AES_KEY_GEN, -1, false",
        "AES_KEY_GEN, 4294967312, false",
        "GENERIC_SECRET_KEY_GEN, 0, false",
        "GENERIC_SECRET_KEY_GEN, 1, true",
        "GENERIC_SECRET_KEY_GEN, 512, true",
        "GENERIC_SECRET_KEY_GEN, 513, false"
    })
    void secretKeysHaveTheSizesOfTheCatalogue(Mechanism mechanism, long bytes, boolean allowed) {
        Outcome<Attributes> key = ObjectRules.generatedSecretKey(mechanism, length(bytes));
        if (allowed) {
            assertThat(done(key).number(AttributeType.VALUE_LEN)).contains(bytes);
        } else {
            assertThat(key).isEqualTo(Outcome.refused(Fault.KEY_SIZE_RANGE));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1024, false",
        "2047, false",
        "2048, true",
        "2056, false",
        "3072, true",
        "4096, true",
        "4097, false",
        "5120, false",
        "-2048, false",
        "4294969344, false"
    })
    void rsaKeysHaveTheSizesEveryBackendHas(long bits, boolean allowed) {
        Outcome<KeyPairAttributes> pair = pair(rsa(bits));
        if (allowed) {
            assertThat(done(pair).wanted()).isEqualTo(new Wanted.Rsa((int) bits, Octets.ofHex("010001")));
        } else {
            assertThat(pair).isEqualTo(Outcome.refused(Fault.KEY_SIZE_RANGE));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"010001", "00010001", "0000000000010001", "ffffffff", "010003"})
    void takesOddExponentsAbove65536WithoutTheirLeadingZeros(String hex) {
        KeyPairAttributes pair = done(pair(rsa(2048, hex)));
        assertThat(pair.wanted()).isInstanceOfSatisfying(Wanted.Rsa.class, rsa -> {
            assertThat(rsa.publicExponent().at(0)).isNotZero();
            assertThat(hex).endsWith(rsa.publicExponent().toHex());
            assertThat(pair.publicKey().bytes(AttributeType.PUBLIC_EXPONENT)).contains(rsa.publicExponent());
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "00", "01", "03", "11", "ffff", "010000", "010002", "0100000001"})
    void refusesExponentsThatCannotBeUsed(String hex) {
        assertThat(pair(rsa(2048, hex))).isEqualTo(Outcome.refused(Fault.TEMPLATE_INCONSISTENT));
    }

    @ParameterizedTest
    @EnumSource
    void generatesOnEveryNamedCurve(NamedCurve curve) {
        KeyPairAttributes pair = done(ObjectRules.generatedKeyPair(Mechanism.EC_KEY_PAIR_GEN, ec(curve), NOTHING));
        assertThat(pair.wanted()).isEqualTo(new Wanted.Ec(curve.ecParams()));
        assertThat(pair.publicKey().bytes(AttributeType.EC_PARAMS)).contains(curve.ecParams());
    }

    /** P-521, secp256k1, the name as a PrintableString, an explicit NULL, nothing, and a byte too many. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "06052b81040023",
                "06052b8104000a",
                "130a736563703235367231",
                "0500",
                "",
                "06082a8648ce3d03010700"
            })
    void refusesCurvesItDoesNotHave(String hex) {
        Template unknown = Template.of(Attributes.builder()
                .put(AttributeType.EC_PARAMS, Octets.ofHex(hex))
                .build());
        assertThat(ObjectRules.generatedKeyPair(Mechanism.EC_KEY_PAIR_GEN, unknown, NOTHING))
                .isEqualTo(Outcome.refused(Fault.CURVE_NOT_SUPPORTED));
    }

    @Test
    void refusesAnotherKindThanTheMechanismMakes() {
        Attributes rightSize = length(32).attributes();
        assertThat(ObjectRules.generatedSecretKey(
                        Mechanism.AES_KEY_GEN,
                        Template.of(rightSize.toBuilder()
                                .put(ObjectClass.PRIVATE_KEY)
                                .build())))
                .isEqualTo(Outcome.refused(Fault.TEMPLATE_INCONSISTENT));
        assertThat(ObjectRules.generatedSecretKey(
                        Mechanism.AES_KEY_GEN,
                        Template.of(rightSize.toBuilder()
                                .put(KeyType.GENERIC_SECRET)
                                .build())))
                .isEqualTo(Outcome.refused(Fault.TEMPLATE_INCONSISTENT));
        assertThat(ObjectRules.generatedKeyPair(
                        Mechanism.RSA_PKCS_KEY_PAIR_GEN,
                        rsa(2048),
                        Template.of(
                                Attributes.builder().put(ObjectClass.PUBLIC_KEY).build())))
                .isEqualTo(Outcome.refused(Fault.TEMPLATE_INCONSISTENT));
    }

    @Test
    void aTemplateThatNamesAUsageMeansThatUsageOnly() {
        Template signOnly =
                Template.of(Attributes.builder().put(AttributeType.SIGN, true).build());
        Attributes privateKey = done(ObjectRules.generatedKeyPair(Mechanism.RSA_PKCS_KEY_PAIR_GEN, rsa(2048), signOnly))
                .privateKey();
        assertThat(privateKey.flag(AttributeType.SIGN)).isTrue();
        assertThat(privateKey.get(AttributeType.DECRYPT)).contains(AttributeValue.of(false));

        Template noDecrypt = Template.of(
                Attributes.builder().put(AttributeType.DECRYPT, false).build());
        assertThat(done(ObjectRules.generatedKeyPair(Mechanism.RSA_PKCS_KEY_PAIR_GEN, rsa(2048), noDecrypt))
                        .privateKey()
                        .flag(AttributeType.SIGN))
                .as("turning one off says nothing of the others")
                .isTrue();
    }

    @Test
    void factsCompleteEachKeyWithWhatItsKindHas() {
        KeyPairAttributes pair = done(pair(rsa(2048)));
        Attributes facts = Attributes.builder()
                .put(AttributeType.MODULUS, Samples.modulus(2048))
                .put(AttributeType.MODULUS_BITS, 2048)
                .put(AttributeType.PUBLIC_EXPONENT, Octets.ofHex("010001"))
                .put(AttributeType.PUBLIC_KEY_INFO, Samples.octets(294))
                .build();
        assertThat(ObjectRules.withFacts(pair.publicKey(), facts).matches(facts))
                .isTrue();
        Attributes privateKey = ObjectRules.withFacts(pair.privateKey(), facts);
        assertThat(privateKey.has(AttributeType.MODULUS)).isTrue();
        assertThat(privateKey.has(AttributeType.MODULUS_BITS)).isFalse();
        assertThat(privateKey.has(AttributeType.PUBLIC_KEY_INFO)).isTrue();
    }

    @Test
    void whatDoesNotFollowFromAKeyIsNoFact() {
        KeyPairAttributes pair = done(pair(rsa(2048)));
        Attributes label =
                Attributes.builder().put(AttributeType.EXTRACTABLE, true).build();
        assertThatIllegalArgumentException().isThrownBy(() -> ObjectRules.withFacts(pair.privateKey(), label));
    }

    private static Outcome<KeyPairAttributes> pair(Template publicTemplate) {
        return ObjectRules.generatedKeyPair(Mechanism.RSA_PKCS_KEY_PAIR_GEN, publicTemplate, NOTHING);
    }

    private static Template length(long bytes) {
        return Template.of(
                Attributes.builder().put(AttributeType.VALUE_LEN, bytes).build());
    }

    private static Template rsa(long bits) {
        return Template.of(
                Attributes.builder().put(AttributeType.MODULUS_BITS, bits).build());
    }

    private static Template rsa(long bits, String exponentHex) {
        return Template.of(rsa(bits).attributes().toBuilder()
                .put(AttributeType.PUBLIC_EXPONENT, Octets.ofHex(exponentHex))
                .build());
    }

    private static Template ec(NamedCurve curve) {
        return Template.of(Attributes.builder()
                .put(AttributeType.EC_PARAMS, curve.ecParams())
                .build());
    }
}
