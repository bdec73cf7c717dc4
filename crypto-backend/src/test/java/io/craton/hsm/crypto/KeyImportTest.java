package io.craton.hsm.crypto;

import static io.craton.hsm.crypto.Modules.done;
import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.core.Octets;
import io.craton.hsm.core.fault.Fault;
import io.craton.hsm.core.fault.Outcome;
import io.craton.hsm.core.object.AttributeType;
import io.craton.hsm.core.object.Attributes;
import io.craton.hsm.core.object.KeyType;
import io.craton.hsm.core.object.ObjectClass;
import io.craton.hsm.core.secret.Secret;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class KeyImportTest {
    private static final byte[] RSA = KnownAnswerData.bytes(KnownAnswerData.RSA_PKCS8);
    private static final CryptoModule MODULE = Modules.all();

    private static byte[] rsa(RsaEncoding.Field field) {
        try {
            return RsaEncoding.field(RSA, field);
        } catch (Der.MalformedException e) {
            throw new AssertionError(e);
        }
    }

    private static Attributes rsaAttributes() {
        return Attributes.builder()
                .put(AttributeType.MODULUS, Octets.wrap(rsa(RsaEncoding.Field.MODULUS)))
                .put(AttributeType.PUBLIC_EXPONENT, Octets.wrap(rsa(RsaEncoding.Field.PUBLIC_EXPONENT)))
                .build();
    }

    private static Map<AttributeType, Secret> rsaMaterial(RsaEncoding.Field... fields) {
        Map<AttributeType, Secret> material = new EnumMap<>(AttributeType.class);
        for (RsaEncoding.Field field : fields) {
            material.put(AttributeType.valueOf(field.name()), secret(rsa(field)));
        }
        return material;
    }

    private static Secret secret(byte[] bytes) {
        return MODULE.secrets().take(bytes);
    }

    private static Outcome<KeyImport> importRsa(Attributes attributes, Map<AttributeType, Secret> material) {
        return MODULE.importKey(ObjectClass.PRIVATE_KEY, KeyType.RSA, attributes, material);
    }

    private static byte[] materialOf(Outcome<KeyImport> imported) {
        return done(imported).material().orElseThrow().withBytes(byte[]::clone);
    }

    @Test
    void takesAnRsaKeyWithAllItsNumbers() {
        Outcome<KeyImport> imported = importRsa(
                rsaAttributes(),
                rsaMaterial(
                        RsaEncoding.Field.PRIVATE_EXPONENT,
                        RsaEncoding.Field.PRIME_1,
                        RsaEncoding.Field.PRIME_2,
                        RsaEncoding.Field.EXPONENT_1,
                        RsaEncoding.Field.EXPONENT_2,
                        RsaEncoding.Field.COEFFICIENT));
        assertThat(materialOf(imported)).isEqualTo(RSA);
        assertThat(done(imported).facts().has(AttributeType.PUBLIC_KEY_INFO)).isTrue();
    }

    @Test
    void computesTheCrtNumbersFromThePrimes() {
        assertThat(materialOf(importRsa(
                        rsaAttributes(),
                        rsaMaterial(
                                RsaEncoding.Field.PRIVATE_EXPONENT,
                                RsaEncoding.Field.PRIME_1,
                                RsaEncoding.Field.PRIME_2))))
                .isEqualTo(RSA);
    }

    @Test
    void factorsTheModulusWhereThePrimesAreMissing() throws Exception {
        byte[] pkcs8 = materialOf(importRsa(rsaAttributes(), rsaMaterial(RsaEncoding.Field.PRIVATE_EXPONENT)));
        byte[] prime = RsaEncoding.field(pkcs8, RsaEncoding.Field.PRIME_1);
        assertThat(Octets.wrap(prime))
                .isIn(Octets.wrap(rsa(RsaEncoding.Field.PRIME_1)), Octets.wrap(rsa(RsaEncoding.Field.PRIME_2)));
    }

    @Test
    void computesThePrivateExponentFromThePrimes() throws Exception {
        byte[] pkcs8 = materialOf(
                importRsa(rsaAttributes(), rsaMaterial(RsaEncoding.Field.PRIME_1, RsaEncoding.Field.PRIME_2)));
        try (Secret material = secret(pkcs8);
                Secret exponent = done(MODULE.exportAttribute(KeyType.RSA, material, AttributeType.EXPONENT_1))) {
            assertThat(exponent.<byte[]>withBytes(byte[]::clone)).isEqualTo(rsa(RsaEncoding.Field.EXPONENT_1));
        }
    }

    @Test
    void refusesAnRsaKeyWithTooFewNumbers() {
        assertThat(importRsa(rsaAttributes(), Map.of())).isEqualTo(Outcome.refused(Fault.TEMPLATE_INCOMPLETE));
        assertThat(importRsa(Attributes.NONE, rsaMaterial(RsaEncoding.Field.PRIVATE_EXPONENT)))
                .isEqualTo(Outcome.refused(Fault.TEMPLATE_INCOMPLETE));
        Attributes noExponent = rsaAttributes().toBuilder()
                .remove(AttributeType.PUBLIC_EXPONENT)
                .build();
        assertThat(importRsa(noExponent, rsaMaterial(RsaEncoding.Field.PRIVATE_EXPONENT)))
                .isEqualTo(Outcome.refused(Fault.TEMPLATE_INCOMPLETE));
        assertThat(importRsa(noExponent, rsaMaterial(RsaEncoding.Field.PRIME_1, RsaEncoding.Field.PRIME_2)))
                .isEqualTo(Outcome.refused(Fault.TEMPLATE_INCOMPLETE));
    }

    @ParameterizedTest
    @EnumSource(
            value = RsaEncoding.Field.class,
            names = {"MODULUS", "PUBLIC_EXPONENT"},
            mode = EnumSource.Mode.EXCLUDE)
    void refusesAnRsaKeyOfWhichOneNumberIsWrong(RsaEncoding.Field field) {
        Map<AttributeType, Secret> material = rsaMaterial(
                RsaEncoding.Field.PRIVATE_EXPONENT,
                RsaEncoding.Field.PRIME_1,
                RsaEncoding.Field.PRIME_2,
                RsaEncoding.Field.EXPONENT_1,
                RsaEncoding.Field.EXPONENT_2,
                RsaEncoding.Field.COEFFICIENT);
        byte[] wrong = rsa(field);
        wrong[wrong.length - 1] ^= 2;
        material.put(AttributeType.valueOf(field.name()), secret(wrong));
        assertThat(importRsa(rsaAttributes(), material)).isEqualTo(Outcome.refused(Fault.ATTRIBUTE_VALUE_INVALID));
    }

    @Test
    void refusesAPrivateExponentThatIsNotTheModuluss() {
        byte[] wrong = rsa(RsaEncoding.Field.PRIVATE_EXPONENT);
        wrong[5] ^= 1;
        assertThat(importRsa(rsaAttributes(), Map.of(AttributeType.PRIVATE_EXPONENT, secret(wrong))))
                .isEqualTo(Outcome.refused(Fault.ATTRIBUTE_VALUE_INVALID));
    }

    @Test
    void refusesRsaKeysThatAreShorterThan2048BitsOrLongerThan4096() {
        for (int bytes : new int[] {128, 255, 513, 5000}) {
            byte[] modulus = new byte[bytes];
            modulus[0] = (byte) 0x81;
            modulus[bytes - 1] = 1;
            Attributes attributes = rsaAttributes().toBuilder()
                    .put(AttributeType.MODULUS, Octets.wrap(modulus))
                    .build();
            assertThat(importRsa(attributes, rsaMaterial(RsaEncoding.Field.PRIVATE_EXPONENT)))
                    .isEqualTo(Outcome.refused(Fault.KEY_SIZE_RANGE));
            assertThat(MODULE.importKey(ObjectClass.PUBLIC_KEY, KeyType.RSA, attributes, Map.of()))
                    .isEqualTo(Outcome.refused(Fault.KEY_SIZE_RANGE));
        }
    }

    @Test
    void takesAnRsaPublicKeyWithLeadingZerosAndDropsThem() {
        byte[] modulus = rsa(RsaEncoding.Field.MODULUS);
        byte[] padded = new byte[modulus.length + 2];
        System.arraycopy(modulus, 0, padded, 2, modulus.length);
        Attributes attributes = rsaAttributes().toBuilder()
                .put(AttributeType.MODULUS, Octets.wrap(padded))
                .build();
        KeyImport imported = done(MODULE.importKey(ObjectClass.PUBLIC_KEY, KeyType.RSA, attributes, Map.of()));
        assertThat(imported.facts().bytes(AttributeType.MODULUS)).hasValue(Octets.wrap(modulus));
        assertThat(imported.facts().number(AttributeType.MODULUS_BITS)).hasValue(2048L);
        assertThat(imported.material()).isEmpty();
    }

    @Test
    void refusesAnRsaPublicKeyWithAnEvenNumber() {
        for (AttributeType type : new AttributeType[] {AttributeType.MODULUS, AttributeType.PUBLIC_EXPONENT}) {
            byte[] even = rsaAttributes().bytes(type).orElseThrow().toByteArray();
            even[even.length - 1] &= (byte) 0xfe;
            Attributes attributes =
                    rsaAttributes().toBuilder().put(type, Octets.wrap(even)).build();
            assertThat(MODULE.importKey(ObjectClass.PUBLIC_KEY, KeyType.RSA, attributes, Map.of()))
                    .isEqualTo(Outcome.refused(Fault.ATTRIBUTE_VALUE_INVALID));
        }
    }

    private static final byte[] POINT = KnownAnswerData.bytes(KnownAnswerData.P256_POINT);

    private static Attributes ec(Octets point) {
        return Attributes.builder()
                .put(AttributeType.EC_PARAMS, NamedCurve.P256.params())
                .put(AttributeType.EC_POINT, point)
                .build();
    }

    @Test
    void takesAnEcPointBareOrInAnOctetString() {
        for (Octets given : new Octets[] {Octets.wrap(POINT), NamedCurve.ecPoint(POINT)}) {
            KeyImport imported = done(MODULE.importKey(ObjectClass.PUBLIC_KEY, KeyType.EC, ec(given), Map.of()));
            assertThat(imported.facts().bytes(AttributeType.EC_POINT)).hasValue(NamedCurve.ecPoint(POINT));
        }
    }

    @Test
    void refusesPointsThatAreNotOnTheCurve() {
        UnaryOperator<byte[]> shorter = point -> java.util.Arrays.copyOf(point, point.length - 1);
        UnaryOperator<byte[]> off = point -> {
            point[10] ^= 1;
            return point;
        };
        UnaryOperator<byte[]> compressed = point -> {
            point[0] = 2;
            return java.util.Arrays.copyOf(point, 33);
        };
        UnaryOperator<byte[]> infinity = point -> new byte[1];
        UnaryOperator<byte[]> beyondTheField = point -> {
            java.util.Arrays.fill(point, 1, 33, (byte) 0xff);
            return point;
        };
        for (UnaryOperator<byte[]> spoil : java.util.List.of(shorter, off, compressed, infinity, beyondTheField)) {
            byte[] spoilt = spoil.apply(POINT.clone());
            for (Octets given : new Octets[] {Octets.wrap(spoilt), NamedCurve.ecPoint(spoilt)}) {
                assertThat(MODULE.importKey(ObjectClass.PUBLIC_KEY, KeyType.EC, ec(given), Map.of()))
                        .isEqualTo(Outcome.refused(Fault.ATTRIBUTE_VALUE_INVALID));
            }
        }
    }

    @Test
    void refusesAnEcKeyWithoutCurveOrPointOrOfAnotherCurve() {
        Attributes none = Attributes.NONE;
        Attributes noPoint =
                ec(Octets.EMPTY).toBuilder().remove(AttributeType.EC_POINT).build();
        Attributes other = ec(Octets.wrap(POINT)).toBuilder()
                .put(AttributeType.EC_PARAMS, Octets.ofHex("06052b81040023"))
                .build();
        assertThat(MODULE.importKey(ObjectClass.PUBLIC_KEY, KeyType.EC, none, Map.of()))
                .isEqualTo(Outcome.refused(Fault.TEMPLATE_INCOMPLETE));
        assertThat(MODULE.importKey(ObjectClass.PUBLIC_KEY, KeyType.EC, noPoint, Map.of()))
                .isEqualTo(Outcome.refused(Fault.TEMPLATE_INCOMPLETE));
        assertThat(MODULE.importKey(ObjectClass.PUBLIC_KEY, KeyType.EC, other, Map.of()))
                .isEqualTo(Outcome.refused(Fault.CURVE_NOT_SUPPORTED));
    }

    private static Outcome<KeyImport> importScalar(Attributes attributes, byte[] scalar) {
        return MODULE.importKey(
                ObjectClass.PRIVATE_KEY, KeyType.EC, attributes, Map.of(AttributeType.VALUE, secret(scalar)));
    }

    @Test
    void takesAPrivateScalarAndGivesItBack() {
        byte[] scalar = KnownAnswerData.bytes(KnownAnswerData.P256_SCALAR);
        KeyImport imported = done(importScalar(ec(Octets.wrap(POINT)), scalar.clone()));
        try (Secret material = imported.material().orElseThrow();
                Secret value = done(MODULE.exportAttribute(KeyType.EC, material, AttributeType.VALUE))) {
            assertThat(value.<byte[]>withBytes(byte[]::clone)).isEqualTo(scalar);
        }
        assertThat(imported.facts().bytes(AttributeType.PUBLIC_KEY_INFO))
                .hasValue(Octets.wrap(NamedCurve.P256.spki(POINT)));
    }

    @Test
    void takesTheSmallestAndTheLargestScalarAndNothingBeyond() {
        Attributes template =
                ec(Octets.EMPTY).toBuilder().remove(AttributeType.EC_POINT).build();
        byte[] order = Der.minimal(NamedCurve.P256.order().toByteArray());
        byte[] largest = order.clone();
        largest[31] -= 1;
        done(importScalar(template, new byte[] {1}));
        done(importScalar(template, largest));
        assertThat(importScalar(template, order)).isEqualTo(Outcome.refused(Fault.ATTRIBUTE_VALUE_INVALID));
        assertThat(importScalar(template, new byte[32])).isEqualTo(Outcome.refused(Fault.ATTRIBUTE_VALUE_INVALID));
        assertThat(importScalar(template, new byte[0])).isEqualTo(Outcome.refused(Fault.ATTRIBUTE_VALUE_INVALID));
        assertThat(importScalar(template, new byte[1000])).isEqualTo(Outcome.refused(Fault.ATTRIBUTE_VALUE_INVALID));
    }

    @Test
    void refusesAScalarWithAPointThatIsNotItsOwn() {
        assertThat(importScalar(ec(Octets.wrap(POINT)), new byte[] {7}))
                .isEqualTo(Outcome.refused(Fault.TEMPLATE_INCONSISTENT));
    }

    private static Outcome<KeyImport> importSecret(KeyType type, Attributes attributes, int bytes) {
        return MODULE.importKey(
                ObjectClass.SECRET_KEY, type, attributes, Map.of(AttributeType.VALUE, secret(new byte[bytes])));
    }

    @Test
    void takesSecretKeysOfTheRightSizes() {
        for (int bytes : new int[] {16, 24, 32}) {
            KeyImport imported = done(importSecret(KeyType.AES, Attributes.NONE, bytes));
            assertThat(imported.facts().number(AttributeType.VALUE_LEN)).hasValue((long) bytes);
        }
        for (int bytes : new int[] {0, 15, 17, 33}) {
            assertThat(importSecret(KeyType.AES, Attributes.NONE, bytes))
                    .isEqualTo(Outcome.refused(Fault.KEY_SIZE_RANGE));
        }
        done(importSecret(KeyType.GENERIC_SECRET, Attributes.NONE, 512));
        assertThat(importSecret(KeyType.GENERIC_SECRET, Attributes.NONE, 513))
                .isEqualTo(Outcome.refused(Fault.KEY_SIZE_RANGE));
    }

    @Test
    void refusesASecretKeyWithoutValueOrWithAnotherLength() {
        assertThat(MODULE.importKey(ObjectClass.SECRET_KEY, KeyType.AES, Attributes.NONE, Map.of()))
                .isEqualTo(Outcome.refused(Fault.TEMPLATE_INCOMPLETE));
        Attributes length =
                Attributes.builder().put(AttributeType.VALUE_LEN, 16).build();
        assertThat(importSecret(KeyType.AES, length, 32)).isEqualTo(Outcome.refused(Fault.TEMPLATE_INCONSISTENT));
    }

    @Test
    void refusesClassesAndTypesThatDoNotGoTogether() {
        assertThat(MODULE.importKey(ObjectClass.SECRET_KEY, KeyType.RSA, Attributes.NONE, Map.of()))
                .isEqualTo(Outcome.refused(Fault.TEMPLATE_INCONSISTENT));
        assertThat(MODULE.importKey(ObjectClass.PRIVATE_KEY, KeyType.AES, Attributes.NONE, Map.of()))
                .isEqualTo(Outcome.refused(Fault.TEMPLATE_INCONSISTENT));
        assertThat(MODULE.importKey(ObjectClass.CERTIFICATE, KeyType.RSA, Attributes.NONE, Map.of()))
                .isEqualTo(Outcome.refused(Fault.TEMPLATE_INCONSISTENT));
    }

    @Test
    void exportsEveryPrivateNumberOfAnRsaKeyAndNoOtherAttribute() {
        try (Secret material = secret(RSA.clone())) {
            for (RsaEncoding.Field field : RsaEncoding.Field.values()) {
                AttributeType type = AttributeType.valueOf(field.name());
                Outcome<Secret> exported = MODULE.exportAttribute(KeyType.RSA, material, type);
                if (type.isKeyMaterial()) {
                    assertThat(done(exported).<byte[]>withBytes(byte[]::clone)).isEqualTo(rsa(field));
                } else {
                    assertThat(exported).isEqualTo(Outcome.refused(Fault.ATTRIBUTE_TYPE_INVALID));
                }
            }
            assertThat(MODULE.exportAttribute(KeyType.RSA, material, AttributeType.VALUE))
                    .isEqualTo(Outcome.refused(Fault.ATTRIBUTE_TYPE_INVALID));
        }
    }
}
