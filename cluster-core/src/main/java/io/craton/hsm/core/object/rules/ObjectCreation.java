package io.craton.hsm.core.object.rules;

import io.craton.hsm.core.Octets;
import io.craton.hsm.core.fault.Fault;
import io.craton.hsm.core.fault.Outcome;
import io.craton.hsm.core.mechanism.Mechanism;
import io.craton.hsm.core.object.AttributeType;
import io.craton.hsm.core.object.AttributeValue;
import io.craton.hsm.core.object.Attributes;
import io.craton.hsm.core.object.KeyType;
import io.craton.hsm.core.object.NamedCurve;
import io.craton.hsm.core.object.ObjectClass;
import io.craton.hsm.core.object.Template;
import io.craton.hsm.core.object.rules.AttributeRule.Occasion;
import io.craton.hsm.core.secret.Secret;
import java.util.Map;
import java.util.Optional;

/**
 * Templates of C_CreateObject (PKCS#11 3.2, section 5.7.1). Looks at shapes only: whether numbers make a key, and whether a point is on
 * its curve, is the backend's to say.
 */
final class ObjectCreation {
    /** Every exponent in use, 3 and 17 of old keys included, fits; larger ones make verification slow on purpose. */
    private static final int MAX_EXPONENT_BITS = 32;

    private ObjectCreation() {}

    static Outcome<Attributes> created(Template template) {
        Optional<Fault> refusal = ValueRules.refusal(template);
        if (refusal.isPresent()) {
            return Outcome.refused(refusal.get());
        }
        Optional<ObjectClass> objectClass = template.attributes().objectClass();
        Optional<KeyType> keyType = template.attributes().keyType();
        if (objectClass.isEmpty() || (objectClass.get().isKey() && keyType.isEmpty())) {
            return Outcome.refused(Fault.TEMPLATE_INCOMPLETE);
        }
        return ObjectSchema.of(objectClass.get(), keyType.orElse(null))
                .map(schema -> TemplateRules.complete(schema, template, Occasion.CREATE)
                        .flatMap(given -> shaped(schema, given, template.keyMaterial())))
                .orElseGet(() -> Outcome.refused(Fault.TEMPLATE_INCONSISTENT));
    }

    private static Outcome<Attributes> shaped(
            ObjectSchema schema, Attributes given, Map<AttributeType, Secret> material) {
        Optional<Fault> refusal = switch (schema.objectClass()) {
            case DATA -> Optional.empty();
            case CERTIFICATE -> certificateRefusal(given);
            case PUBLIC_KEY, PRIVATE_KEY, SECRET_KEY -> keyRefusal(given, material);
        };
        if (refusal.isPresent()) {
            return Outcome.refused(refusal.get());
        }
        return Outcome.done(schema.objectClass().isKey() ? imported(schema, given, material) : given);
    }

    /** Section 4.6.3: a value, or where to fetch it and how to know it. */
    private static Optional<Fault> certificateRefusal(Attributes given) {
        if (isFilled(given, AttributeType.VALUE)) {
            return Optional.empty();
        }
        boolean fetchable = isFilled(given, AttributeType.URL)
                && isFilled(given, AttributeType.HASH_OF_SUBJECT_PUBLIC_KEY)
                && isFilled(given, AttributeType.HASH_OF_ISSUER_PUBLIC_KEY);
        return fetchable ? Optional.empty() : Optional.of(Fault.TEMPLATE_INCOMPLETE);
    }

    private static Optional<Fault> keyRefusal(Attributes given, Map<AttributeType, Secret> material) {
        for (Secret value : material.values()) {
            if (value.length() == 0) {
                return Optional.of(Fault.ATTRIBUTE_VALUE_INVALID);
            }
        }
        KeyType keyType = given.keyType().orElseThrow();
        return switch (keyType) {
            case RSA -> require(isRsa(given));
            case EC -> ecRefusal(given, material);
            case AES -> require(KeySize.isAesKey(length(material)));
            case GENERIC_SECRET ->
                require(Mechanism.GENERIC_SECRET_KEY_GEN.keySizes().allows(length(material)));
        };
    }

    private static boolean isRsa(Attributes given) {
        Octets modulus = given.bytes(AttributeType.MODULUS).orElse(Octets.EMPTY);
        Octets exponent = given.bytes(AttributeType.PUBLIC_EXPONENT).orElse(Octets.EMPTY);
        int exponentBits = UnsignedIntegers.bitLength(exponent);
        return UnsignedIntegers.isOdd(modulus)
                && Mechanism.RSA_PKCS.keySizes().allows(UnsignedIntegers.bitLength(modulus))
                && UnsignedIntegers.isOdd(exponent)
                && exponentBits > 1
                && exponentBits <= MAX_EXPONENT_BITS;
    }

    private static Optional<Fault> ecRefusal(Attributes given, Map<AttributeType, Secret> material) {
        Optional<NamedCurve> curve = given.bytes(AttributeType.EC_PARAMS).flatMap(NamedCurve::of);
        if (curve.isEmpty()) {
            return Optional.of(Fault.CURVE_NOT_SUPPORTED);
        }
        int coordinate = curve.get().coordinateBytes();
        Optional<Octets> point = given.bytes(AttributeType.EC_POINT);
        // A private value may carry one leading zero, as signed encoders write it.
        return require(point.map(value -> isUncompressedPoint(value, coordinate))
                .orElseGet(() -> length(material) <= coordinate + 1));
    }

    /** DER OCTET STRING of 04 ‖ x ‖ y (section 6.3.3); both lengths stay below 128 for the curves there are. */
    private static boolean isUncompressedPoint(Octets value, int coordinate) {
        int pointBytes = 1 + 2 * coordinate;
        return value.length() == 2 + pointBytes
                && value.at(0) == 0x04
                && value.at(1) == pointBytes
                && value.at(2) == 0x04;
    }

    private static Attributes imported(ObjectSchema schema, Attributes given, Map<AttributeType, Secret> material) {
        Attributes.Builder key = given.toBuilder()
                .put(AttributeType.LOCAL, false)
                .put(AttributeType.KEY_GEN_MECHANISM, AttributeValue.NO_MECHANISM);
        if (schema.objectClass().holdsKeyMaterial()) {
            key.put(AttributeType.ALWAYS_SENSITIVE, false).put(AttributeType.NEVER_EXTRACTABLE, false);
        }
        if (schema.has(AttributeType.VALUE_LEN)) {
            key.put(AttributeType.VALUE_LEN, length(material));
        }
        if (schema.has(AttributeType.MODULUS_BITS)) {
            KeySize.of(given).ifPresent(bits -> key.put(AttributeType.MODULUS_BITS, bits));
        }
        return key.build();
    }

    private static int length(Map<AttributeType, Secret> material) {
        Secret value = material.get(AttributeType.VALUE);
        return value == null ? 0 : value.length();
    }

    private static boolean isFilled(Attributes given, AttributeType type) {
        return given.bytes(type).map(value -> !value.isEmpty()).orElse(false);
    }

    private static Optional<Fault> require(boolean valid) {
        return valid ? Optional.empty() : Optional.of(Fault.ATTRIBUTE_VALUE_INVALID);
    }
}
