package io.craton.hsm.core.object.rules;

import static io.craton.hsm.core.object.rules.Samples.creation;
import static io.craton.hsm.core.object.rules.Samples.done;
import static io.craton.hsm.core.object.rules.Samples.octets;
import static io.craton.hsm.core.object.rules.Samples.with;
import static io.craton.hsm.core.object.rules.Samples.withMaterial;
import static io.craton.hsm.core.object.rules.Samples.without;
import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.core.Octets;
import io.craton.hsm.core.codec.AttributesCodec;
import io.craton.hsm.core.fault.Fault;
import io.craton.hsm.core.fault.Outcome;
import io.craton.hsm.core.object.AttributeType;
import io.craton.hsm.core.object.AttributeValue;
import io.craton.hsm.core.object.Attributes;
import io.craton.hsm.core.object.KeyType;
import io.craton.hsm.core.object.NamedCurve;
import io.craton.hsm.core.object.ObjectClass;
import io.craton.hsm.core.object.ObjectLimits;
import io.craton.hsm.core.object.Template;
import io.craton.hsm.core.object.rules.Samples.Kind;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ObjectCreationTest {
    @ParameterizedTest
    @EnumSource
    void everyCreatedObjectCanBeWrittenAndReadBack(Kind kind) {
        Attributes object = Samples.object(kind);
        assertThat(AttributesCodec.decode(AttributesCodec.encode(object))).isEqualTo(object);
    }

    @ParameterizedTest
    @EnumSource(names = {"RSA_PRIVATE", "EC_PRIVATE", "AES", "GENERIC_SECRET"})
    void anImportedKeyWasNeitherMadeHereNorAlwaysSafe(Kind kind) {
        Template safe = with(
                with(creation(kind), AttributeType.SENSITIVE, AttributeValue.of(true)),
                AttributeType.EXTRACTABLE,
                AttributeValue.of(false));
        Attributes key = done(ObjectRules.created(safe));
        assertThat(key.get(AttributeType.LOCAL)).contains(AttributeValue.of(false));
        assertThat(key.get(AttributeType.KEY_GEN_MECHANISM)).contains(AttributeValue.NO_MECHANISM);
        assertThat(key.get(AttributeType.ALWAYS_SENSITIVE)).contains(AttributeValue.of(false));
        assertThat(key.get(AttributeType.NEVER_EXTRACTABLE)).contains(AttributeValue.of(false));
    }

    @Test
    void refusesCombinationsOfClassAndTypeThatDoNotExist() {
        assertRefused(
                Fault.TEMPLATE_INCONSISTENT,
                with(creation(Kind.AES), AttributeType.KEY_TYPE, AttributeValue.of(KeyType.RSA)));
        assertRefused(
                Fault.TEMPLATE_INCONSISTENT,
                with(creation(Kind.RSA_PUBLIC), AttributeType.KEY_TYPE, AttributeValue.of(KeyType.AES)));
    }

    @Test
    void refusesKeyMaterialInTheOpenAndPublicValuesAsSecrets() {
        Template open = with(
                without(creation(Kind.AES), AttributeType.VALUE), AttributeType.VALUE, AttributeValue.of(octets(32)));
        assertRefused(Fault.TEMPLATE_INCONSISTENT, open);
        assertRefused(Fault.TEMPLATE_INCONSISTENT, withMaterial(creation(Kind.DATA), AttributeType.VALUE, 3));
    }

    @ParameterizedTest
    @CsvSource({
        "AES, 0, false",
        "AES, 15, false",
        "AES, 16, true",
        "AES, 24, true",
        "AES, 32, true",
        "AES, 33, false",
        "GENERIC_SECRET, 0, false",
        "GENERIC_SECRET, 1, true",
        "GENERIC_SECRET, 512, true",
        "GENERIC_SECRET, 513, false",
        "EC_PRIVATE, 0, false",
        "EC_PRIVATE, 1, true",
        "EC_PRIVATE, 33, true",
        "EC_PRIVATE, 34, false"
    })
    void looksAtTheLengthOfKeyMaterial(Kind kind, int length, boolean valid) {
        Outcome<Attributes> created = ObjectRules.created(withMaterial(creation(kind), AttributeType.VALUE, length));
        assertThat(created.isDone()).isEqualTo(valid);
        if (!valid) {
            assertThat(created).isEqualTo(Outcome.refused(Fault.ATTRIBUTE_VALUE_INVALID));
        } else if (kind != Kind.EC_PRIVATE) {
            assertThat(done(created).number(AttributeType.VALUE_LEN)).contains((long) length);
        }
    }

    @ParameterizedTest
    @CsvSource({"2047, false", "2048, true", "2049, true", "4096, true", "4097, false"})
    void importsRsaKeysOfTheSizesItCanUse(int bits, boolean valid) {
        Template key = with(creation(Kind.RSA_PUBLIC), AttributeType.MODULUS, AttributeValue.of(Samples.modulus(bits)));
        if (valid) {
            assertThat(done(ObjectRules.created(key)).number(AttributeType.MODULUS_BITS))
                    .contains((long) bits);
        } else {
            assertRefused(Fault.ATTRIBUTE_VALUE_INVALID, key);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'', false",
        "01, false",
        "02, false",
        "03, true",
        "010001, true",
        "00010001, true",
        "ffffffff, true",
        "0100000001, false"
    })
    void importsRsaKeysWithAnyOddExponentInUse(String hex, boolean valid) {
        Template key =
                with(creation(Kind.RSA_PUBLIC), AttributeType.PUBLIC_EXPONENT, AttributeValue.of(Octets.ofHex(hex)));
        assertThat(ObjectRules.created(key).isDone()).isEqualTo(valid);
    }

    @Test
    void refusesPointsThatAreNotUncompressedOnesOfTheCurve() {
        Octets good = Samples.point(NamedCurve.P_256);
        byte[] compressed = good.toByteArray();
        compressed[2] = 0x02;
        Octets raw = Octets.copyOf(good.toByteArray(), 2, good.length() - 2);
        for (Octets bad : new Octets[] {Octets.EMPTY, raw, Octets.wrap(compressed), Samples.point(NamedCurve.P_384)}) {
            assertRefused(
                    Fault.ATTRIBUTE_VALUE_INVALID,
                    with(creation(Kind.EC_PUBLIC), AttributeType.EC_POINT, AttributeValue.of(bad)));
        }
        assertRefused(
                Fault.CURVE_NOT_SUPPORTED,
                with(
                        creation(Kind.EC_PUBLIC),
                        AttributeType.EC_PARAMS,
                        AttributeValue.of(Octets.ofHex("06052b81040023"))));
    }

    @Test
    void aCertificateHasAValueOrAPlaceToFetchItFrom() {
        Template noValue = without(creation(Kind.X_509), AttributeType.VALUE);
        assertRefused(Fault.TEMPLATE_INCOMPLETE, noValue);
        assertRefused(Fault.TEMPLATE_INCOMPLETE, with(noValue, AttributeType.VALUE, AttributeValue.of(Octets.EMPTY)));
        Template url = with(noValue, AttributeType.URL, AttributeValue.of(octets(20)));
        assertRefused(Fault.TEMPLATE_INCOMPLETE, url);
        Template hashed = with(
                with(url, AttributeType.HASH_OF_SUBJECT_PUBLIC_KEY, AttributeValue.of(octets(20))),
                AttributeType.HASH_OF_ISSUER_PUBLIC_KEY,
                AttributeValue.of(octets(20)));
        assertThat(ObjectRules.created(hashed).isDone()).isTrue();
    }

    @Test
    void takesNoOtherCertificatesThanX509() {
        assertRefused(
                Fault.ATTRIBUTE_VALUE_INVALID,
                with(creation(Kind.X_509), AttributeType.CERTIFICATE_TYPE, AttributeValue.of(1)));
    }

    @ParameterizedTest
    @EnumSource(names = {"LABEL", "ID", "VALUE", "SUBJECT"})
    void takesValuesUpToTheLimitAndNotOneByteMore(AttributeType type) {
        int limit = switch (type) {
            case LABEL -> ObjectLimits.MAX_LABEL_BYTES;
            case ID -> ObjectLimits.MAX_ID_BYTES;
            default -> ObjectLimits.MAX_VALUE_BYTES;
        };
        Template largest = with(creation(Kind.X_509), type, AttributeValue.of(octets(limit)));
        Attributes object = done(ObjectRules.created(largest));
        assertThat(AttributesCodec.decode(AttributesCodec.encode(object))).isEqualTo(object);
        assertRefused(
                Fault.ATTRIBUTE_VALUE_INVALID, with(creation(Kind.X_509), type, AttributeValue.of(octets(limit + 1))));
    }

    @Test
    void takesObjectsUpToTheLimitAndNotOneByteMore() {
        int rest = ObjectLimits.MAX_OBJECT_BYTES - ObjectLimits.MAX_VALUE_BYTES;
        Template large =
                with(creation(Kind.DATA), AttributeType.VALUE, AttributeValue.of(octets(ObjectLimits.MAX_VALUE_BYTES)));
        Template largest = with(large, AttributeType.APPLICATION, AttributeValue.of(octets(rest)));
        Attributes object = done(ObjectRules.created(largest));
        assertThat(AttributesCodec.decode(AttributesCodec.encode(object))).isEqualTo(object);
        assertRefused(
                Fault.TEMPLATE_INCONSISTENT,
                with(large, AttributeType.APPLICATION, AttributeValue.of(octets(rest + 1))));
    }

    @ParameterizedTest
    @CsvSource({
        "'', true",
        "20261231, true",
        "20260101, true",
        "20261301, false",
        "20260001, false",
        "20260132, false",
        "20260100, false",
        "2026123, false",
        "202612311, false",
        "2026123x, false",
        "31-12-26, false"
    })
    void datesAreEightDigitsOrNothing(String text, boolean valid) {
        Octets date = Octets.wrap(text.getBytes(StandardCharsets.US_ASCII));
        for (AttributeType type : new AttributeType[] {AttributeType.START_DATE, AttributeType.END_DATE}) {
            Outcome<Attributes> created = ObjectRules.created(with(creation(Kind.AES), type, AttributeValue.of(date)));
            assertThat(created.isDone()).isEqualTo(valid);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"TOKEN", "LABEL", "CERTIFICATE_CATEGORY", "CLASS"})
    void refusesValuesOfAnotherKind(AttributeType type) {
        AttributeValue wrong = type == AttributeType.LABEL ? AttributeValue.of(7) : AttributeValue.of(octets(1));
        assertRefused(Fault.ATTRIBUTE_VALUE_INVALID, with(creation(Kind.X_509), type, wrong));
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 4, Long.MAX_VALUE})
    void refusesCategoriesThatDoNotExist(long category) {
        assertRefused(
                Fault.ATTRIBUTE_VALUE_INVALID,
                with(creation(Kind.X_509), AttributeType.CERTIFICATE_CATEGORY, AttributeValue.of(category)));
    }

    @Test
    void aKeyWithoutClassOrTypeIsIncomplete() {
        assertRefused(Fault.TEMPLATE_INCOMPLETE, Template.of(Attributes.NONE));
        assertRefused(
                Fault.TEMPLATE_INCOMPLETE,
                Template.of(Attributes.builder().put(ObjectClass.SECRET_KEY).build()));
    }

    private static void assertRefused(Fault fault, Template template) {
        assertThat(ObjectRules.created(template)).isEqualTo(Outcome.refused(fault));
    }
}
