package io.craton.hsm.core.object.rules;

import io.craton.hsm.core.Octets;
import io.craton.hsm.core.fault.Outcome;
import io.craton.hsm.core.mechanism.Mechanism;
import io.craton.hsm.core.object.AttributeType;
import io.craton.hsm.core.object.AttributeValue;
import io.craton.hsm.core.object.Attributes;
import io.craton.hsm.core.object.KeyType;
import io.craton.hsm.core.object.NamedCurve;
import io.craton.hsm.core.object.ObjectClass;
import io.craton.hsm.core.object.Template;
import io.craton.hsm.core.secret.Secret;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/** Objects of every kind in their smallest form, and values that any attribute takes. */
final class Samples {
    private Samples() {}

    /** Every kind of object, with the mechanism that generates it where there is one. */
    enum Kind {
        DATA(ObjectClass.DATA),
        X_509(ObjectClass.CERTIFICATE),
        RSA_PUBLIC(ObjectClass.PUBLIC_KEY),
        RSA_PRIVATE(ObjectClass.PRIVATE_KEY),
        EC_PUBLIC(ObjectClass.PUBLIC_KEY),
        EC_PRIVATE(ObjectClass.PRIVATE_KEY),
        AES(ObjectClass.SECRET_KEY),
        GENERIC_SECRET(ObjectClass.SECRET_KEY);

        private final ObjectClass objectClass;

        Kind(ObjectClass objectClass) {
            this.objectClass = objectClass;
        }

        ObjectClass objectClass() {
            return objectClass;
        }
    }

    static Octets octets(int length) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) 0x41);
        return Octets.wrap(bytes);
    }

    /** An odd number of exactly that many bits. */
    static Octets modulus(int bits) {
        byte[] bytes = new byte[(bits + 7) / 8];
        bytes[0] = (byte) (1 << ((bits - 1) % 8));
        bytes[bytes.length - 1] |= 1;
        return Octets.wrap(bytes);
    }

    static Octets point(NamedCurve curve) {
        int length = 1 + 2 * curve.coordinateBytes();
        byte[] point = new byte[2 + length];
        point[0] = 0x04;
        point[1] = (byte) length;
        point[2] = 0x04;
        return Octets.wrap(point);
    }

    /** The smallest template that creates an object of the kind. */
    static Template creation(Kind kind) {
        return switch (kind) {
            case DATA -> Template.of(builder(ObjectClass.DATA).build());
            case X_509 ->
                Template.of(builder(ObjectClass.CERTIFICATE)
                        .put(AttributeType.CERTIFICATE_TYPE, 0)
                        .put(AttributeType.SUBJECT, octets(2))
                        .put(AttributeType.VALUE, octets(700))
                        .build());
            case RSA_PUBLIC -> Template.of(rsa(builder(ObjectClass.PUBLIC_KEY).put(KeyType.RSA)));
            case RSA_PRIVATE ->
                Template.of(
                        rsa(builder(ObjectClass.PRIVATE_KEY).put(KeyType.RSA)),
                        Map.of(AttributeType.PRIVATE_EXPONENT, new HeapSecret(256)));
            case EC_PUBLIC ->
                Template.of(ec(builder(ObjectClass.PUBLIC_KEY)).toBuilder()
                        .put(AttributeType.EC_POINT, point(NamedCurve.P_256))
                        .build());
            case EC_PRIVATE ->
                Template.of(ec(builder(ObjectClass.PRIVATE_KEY)), Map.of(AttributeType.VALUE, new HeapSecret(32)));
            case AES -> secret(KeyType.AES);
            case GENERIC_SECRET -> secret(KeyType.GENERIC_SECRET);
        };
    }

    /** The object that {@link #creation} creates. */
    static Attributes object(Kind kind) {
        return done(ObjectRules.created(creation(kind)));
    }

    static <T> T done(Outcome<T> outcome) {
        return switch (outcome) {
            case Outcome.Done<T>(T value) -> value;
            case Outcome.Refused<T>(var fault) -> throw new AssertionError("refused: " + fault);
        };
    }

    /** The template with one public value more. */
    static Template with(Template template, AttributeType type, AttributeValue value) {
        return Template.of(template.attributes().toBuilder().put(type, value).build(), template.keyMaterial());
    }

    /** The template without the attribute, public or not. */
    static Template without(Template template, AttributeType type) {
        EnumMap<AttributeType, Secret> material = new EnumMap<>(AttributeType.class);
        material.putAll(template.keyMaterial());
        material.remove(type);
        return Template.of(template.attributes().toBuilder().remove(type).build(), material);
    }

    static Template withMaterial(Template template, AttributeType type, int length) {
        EnumMap<AttributeType, Secret> material = new EnumMap<>(AttributeType.class);
        material.putAll(template.keyMaterial());
        material.put(type, new HeapSecret(length));
        return Template.of(template.attributes(), material);
    }

    /** A value of the attribute that every kind of object that takes it accepts; for flags {@code on}. */
    static AttributeValue sample(AttributeType type, boolean on) {
        return switch (type) {
            case CLASS -> AttributeValue.of(ObjectClass.DATA);
            case KEY_TYPE -> AttributeValue.of(KeyType.RSA);
            case KEY_GEN_MECHANISM -> AttributeValue.of(Mechanism.RSA_PKCS_KEY_PAIR_GEN);
            case CERTIFICATE_TYPE -> AttributeValue.of(0);
            case START_DATE, END_DATE -> AttributeValue.of(Octets.ofHex("3230323631323331"));
            case MODULUS -> AttributeValue.of(modulus(3072));
            case MODULUS_BITS -> AttributeValue.of(3072);
            case PUBLIC_EXPONENT -> AttributeValue.of(Octets.ofHex("010003"));
            case EC_PARAMS -> AttributeValue.of(NamedCurve.P_256.ecParams());
            case EC_POINT -> AttributeValue.of(point(NamedCurve.P_256));
            case VALUE_LEN -> AttributeValue.of(16);
            default ->
                switch (type.kind()) {
                    case FLAG -> AttributeValue.of(on);
                    case NUMBER -> AttributeValue.of(1);
                    case BYTES -> AttributeValue.of(octets(3));
                    case CLASS, KEY_TYPE, MECHANISM -> throw new AssertionError(type);
                };
        };
    }

    private static Attributes.Builder builder(ObjectClass objectClass) {
        return Attributes.builder().put(objectClass);
    }

    private static Attributes rsa(Attributes.Builder key) {
        return key.put(AttributeType.MODULUS, modulus(2048))
                .put(AttributeType.PUBLIC_EXPONENT, Octets.ofHex("010001"))
                .build();
    }

    private static Attributes ec(Attributes.Builder key) {
        return key.put(KeyType.EC)
                .put(AttributeType.EC_PARAMS, NamedCurve.P_256.ecParams())
                .build();
    }

    private static Template secret(KeyType type) {
        return Template.of(
                builder(ObjectClass.SECRET_KEY).put(type).build(), Map.of(AttributeType.VALUE, new HeapSecret(32)));
    }
}
