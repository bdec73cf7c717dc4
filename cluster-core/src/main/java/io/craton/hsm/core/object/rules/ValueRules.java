package io.craton.hsm.core.object.rules;

import io.craton.hsm.core.Octets;
import io.craton.hsm.core.fault.Fault;
import io.craton.hsm.core.mechanism.Mechanism;
import io.craton.hsm.core.object.AttributeType;
import io.craton.hsm.core.object.AttributeType.Kind;
import io.craton.hsm.core.object.AttributeValue;
import io.craton.hsm.core.object.Attributes;
import io.craton.hsm.core.object.KeyType;
import io.craton.hsm.core.object.ObjectClass;
import io.craton.hsm.core.object.ObjectLimits;
import io.craton.hsm.core.object.Template;
import io.craton.hsm.core.secret.Secret;
import java.util.Map;
import java.util.Optional;

/** Which values an attribute can have at all, whatever the object: kind, length, format, and what this token does not offer. */
final class ValueRules {
    /** CKC_X_509, the one certificate type there is. */
    private static final long X_509 = 0;

    /** CK_CERTIFICATE_CATEGORY_OTHER_ENTITY and CK_SECURITY_DOMAIN_THIRD_PARTY, the last of their enumerations. */
    private static final long LAST_CATEGORY = 3;

    private ValueRules() {}

    /** Why the template cannot be for any object; empty where every value is one its attribute can have. */
    static Optional<Fault> refusal(Template template) {
        Attributes attributes = template.attributes();
        Map<AttributeType, Secret> material = template.keyMaterial();
        if (attributes.size() + material.size() > ObjectLimits.MAX_ATTRIBUTES) {
            return Optional.of(Fault.TEMPLATE_INCONSISTENT);
        }
        for (Secret value : material.values()) {
            if (value.length() > ObjectLimits.MAX_VALUE_BYTES) {
                return Optional.of(Fault.ATTRIBUTE_VALUE_INVALID);
            }
        }
        return refusal(attributes);
    }

    /** As {@link #refusal(Template)}, for public values alone. */
    static Optional<Fault> refusal(Attributes attributes) {
        for (Map.Entry<AttributeType, AttributeValue> entry : attributes.asMap().entrySet()) {
            Optional<Fault> refusal = refusal(entry.getKey(), entry.getValue());
            if (refusal.isPresent()) {
                return refusal;
            }
        }
        return fitsOneObject(attributes) ? Optional.empty() : Optional.of(Fault.TEMPLATE_INCONSISTENT);
    }

    /** Whether the byte strings together are within {@link ObjectLimits#MAX_OBJECT_BYTES}. */
    static boolean fitsOneObject(Attributes attributes) {
        long count = 0;
        for (AttributeValue value : attributes.asMap().values()) {
            if (value instanceof AttributeValue.Bytes(Octets octets)) {
                count += octets.length();
            }
        }
        return count <= ObjectLimits.MAX_OBJECT_BYTES;
    }

    private static Optional<Fault> refusal(AttributeType type, AttributeValue value) {
        return switch (value) {
            case AttributeValue.Flag(boolean flag) -> type.kind() == Kind.FLAG ? flagRefusal(type, flag) : invalid();
            case AttributeValue.Number(long number) -> require(type.kind() == Kind.NUMBER && isNumber(type, number));
            case AttributeValue.Bytes(Octets octets) -> require(type.kind() == Kind.BYTES && isString(type, octets));
            case AttributeValue.ClassName(ObjectClass _) -> require(type.kind() == Kind.CLASS);
            case AttributeValue.KeyTypeName(KeyType _) -> require(type.kind() == Kind.KEY_TYPE);
            case AttributeValue.MechanismName(Mechanism _) -> require(type.kind() == Kind.MECHANISM);
            case AttributeValue.Unavailable() -> require(type.kind() == Kind.MECHANISM);
        };
    }

    /**
     * CKA_TRUSTED is the security officer's to set (footnote 10), by an operation this token does not have yet. A key that wants the PIN
     * at each use is refused rather than used without it.
     */
    private static Optional<Fault> flagRefusal(AttributeType type, boolean value) {
        if (value && type == AttributeType.TRUSTED) {
            return Optional.of(Fault.ATTRIBUTE_READ_ONLY);
        }
        if (value && type == AttributeType.ALWAYS_AUTHENTICATE) {
            return Optional.of(Fault.TEMPLATE_INCONSISTENT);
        }
        return Optional.empty();
    }

    private static boolean isNumber(AttributeType type, long value) {
        if (type == AttributeType.CERTIFICATE_TYPE) {
            return value == X_509;
        }
        if (type == AttributeType.CERTIFICATE_CATEGORY || type == AttributeType.JAVA_MIDP_SECURITY_DOMAIN) {
            return value >= 0 && value <= LAST_CATEGORY;
        }
        return true;
    }

    private static boolean isString(AttributeType type, Octets value) {
        if (type == AttributeType.LABEL) {
            return value.length() <= ObjectLimits.MAX_LABEL_BYTES;
        }
        if (type == AttributeType.ID) {
            return value.length() <= ObjectLimits.MAX_ID_BYTES;
        }
        if (type == AttributeType.START_DATE || type == AttributeType.END_DATE) {
            return isDate(value);
        }
        return value.length() <= ObjectLimits.MAX_VALUE_BYTES;
    }

    /** CK_DATE (section 3.2): nothing, or eight digits, YYYYMMDD, of a month and a day there can be. */
    private static boolean isDate(Octets value) {
        if (value.isEmpty()) {
            return true;
        }
        if (value.length() != 8) {
            return false;
        }
        for (int i = 0; i < 8; i++) {
            if (value.at(i) < '0' || value.at(i) > '9') {
                return false;
            }
        }
        int month = twoDigits(value, 4);
        int day = twoDigits(value, 6);
        return month >= 1 && month <= 12 && day >= 1 && day <= 31;
    }

    private static int twoDigits(Octets value, int offset) {
        return (value.at(offset) - '0') * 10 + (value.at(offset + 1) - '0');
    }

    private static Optional<Fault> require(boolean valid) {
        return valid ? Optional.empty() : invalid();
    }

    private static Optional<Fault> invalid() {
        return Optional.of(Fault.ATTRIBUTE_VALUE_INVALID);
    }
}
