package io.craton.hsm.gateway.request;

import io.craton.hsm.core.Octets;
import io.craton.hsm.core.fault.Fault;
import io.craton.hsm.core.fault.Outcome;
import io.craton.hsm.core.mechanism.Mechanism;
import io.craton.hsm.core.object.AttributeType;
import io.craton.hsm.core.object.AttributeValue;
import io.craton.hsm.core.object.KeyType;
import io.craton.hsm.core.object.ObjectClass;
import io.craton.hsm.core.object.ObjectLimits;
import io.craton.hsm.gateway.wire.Ck;
import io.craton.hsm.gateway.wire.Slice;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/** Attribute values as the wire carries them: CK_BBOOL one byte, CK_ULONG eight bytes little-endian, the rest as it is. */
final class AttributeValues {
    /** CK_DATE is year, month and day in digits, or empty (PKCS#11 3.2, section 3.1). */
    private static final int DATE_BYTES = 8;

    /** What CKA_KEY_GEN_MECHANISM holds for a key that was not generated here (PKCS#11 3.2, section 4.7.2). */
    private static final long UNAVAILABLE = Ck.UNAVAILABLE_INFORMATION;

    private static final Outcome<AttributeValue> INVALID = Outcome.refused(Fault.ATTRIBUTE_VALUE_INVALID);

    private AttributeValues() {}

    /** The value of an attribute that is not key material; ATTRIBUTE_VALUE_INVALID where its form is not that of {@code type}. */
    static Outcome<AttributeValue> read(AttributeType type, Slice value) {
        return switch (type.kind()) {
            case FLAG -> flag(value);
            case BYTES -> bytes(type, value);
            case NUMBER -> value.length() == Long.BYTES ? Outcome.done(AttributeValue.of(number(value))) : INVALID;
            case CLASS -> value.length() == Long.BYTES ? objectClass(number(value)) : INVALID;
            case KEY_TYPE -> value.length() == Long.BYTES ? keyType(number(value)) : INVALID;
            case MECHANISM -> value.length() == Long.BYTES ? mechanism(number(value)) : INVALID;
        };
    }

    private static Outcome<AttributeValue> flag(Slice value) {
        if (value.length() != 1 || value.get(0) < 0 || value.get(0) > 1) {
            return INVALID;
        }
        return Outcome.done(AttributeValue.of(value.get(0) == 1));
    }

    private static Outcome<AttributeValue> bytes(AttributeType type, Slice value) {
        if (value.length() > maxBytes(type) || isDate(type) && !value.isEmpty() && value.length() != DATE_BYTES) {
            return INVALID;
        }
        return Outcome.done(AttributeValue.of(Octets.copyOf(value.array(), value.offset(), value.length())));
    }

    private static int maxBytes(AttributeType type) {
        if (type == AttributeType.LABEL) {
            return ObjectLimits.MAX_LABEL_BYTES;
        }
        return type == AttributeType.ID ? ObjectLimits.MAX_ID_BYTES : ObjectLimits.MAX_VALUE_BYTES;
    }

    private static boolean isDate(AttributeType type) {
        return type == AttributeType.START_DATE || type == AttributeType.END_DATE;
    }

    private static Outcome<AttributeValue> objectClass(long number) {
        @Nullable ObjectClass objectClass = ObjectNumbers.objectClass(number);
        return objectClass == null ? INVALID : Outcome.done(AttributeValue.of(objectClass));
    }

    private static Outcome<AttributeValue> keyType(long number) {
        @Nullable KeyType keyType = ObjectNumbers.keyType(number);
        return keyType == null ? INVALID : Outcome.done(AttributeValue.of(keyType));
    }

    private static Outcome<AttributeValue> mechanism(long number) {
        if (number == UNAVAILABLE) {
            return Outcome.done(AttributeValue.NO_MECHANISM);
        }
        @Nullable Mechanism mechanism = MechanismNumbers.mechanism(number);
        return mechanism == null ? INVALID : Outcome.done(AttributeValue.of(mechanism));
    }

    private static long number(Slice value) {
        return ByteBuffer.wrap(value.array(), value.offset(), Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .getLong();
    }

    static byte[] write(AttributeValue value) {
        return switch (value) {
            case AttributeValue.Flag(boolean flag) -> new byte[] {(byte) (flag ? 1 : 0)};
            case AttributeValue.Number(long number) -> number(number);
            case AttributeValue.Bytes(Octets bytes) -> bytes.toByteArray();
            case AttributeValue.ClassName(ObjectClass name) -> number(ObjectNumbers.numberOf(name));
            case AttributeValue.KeyTypeName(KeyType name) -> number(ObjectNumbers.numberOf(name));
            case AttributeValue.MechanismName(Mechanism name) -> number(MechanismNumbers.numberOf(name));
            case AttributeValue.Unavailable() -> number(UNAVAILABLE);
        };
    }

    private static byte[] number(long number) {
        return ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(number)
                .array();
    }
}
