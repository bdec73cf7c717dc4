package io.craton.hsm.core.codec;

import com.google.protobuf.InvalidProtocolBufferException;
import io.craton.hsm.core.Octets;
import io.craton.hsm.core.codec.proto.AttributeProto;
import io.craton.hsm.core.codec.proto.AttributeSetProto;
import io.craton.hsm.core.mechanism.Mechanism;
import io.craton.hsm.core.object.AttributeType;
import io.craton.hsm.core.object.AttributeType.Kind;
import io.craton.hsm.core.object.AttributeValue;
import io.craton.hsm.core.object.Attributes;
import io.craton.hsm.core.object.KeyType;
import io.craton.hsm.core.object.ObjectClass;
import io.craton.hsm.core.object.ObjectLimits;

/**
 * The persisted form of {@link Attributes}: an {@link AttributeSetProto} of version {@value #VERSION}. Equal sets have equal bytes. What
 * is read is checked in full: version, ids, kinds, order, duplicates, unknown fields, {@value ObjectLimits#MAX_ATTRIBUTES} entries and
 * {@value #MAX_BYTES} bytes; anything else is a {@link CorruptRecordException}. What is written is within the same limits, or it is a defect
 * of the caller ({@link IllegalArgumentException}). Stateless.
 */
public final class AttributesCodec {
    static final int VERSION = 1;

    /** The values a caller gives, then 4 KiB for those a backend contributes and for the framing of every entry. */
    static final int MAX_BYTES = ObjectLimits.MAX_OBJECT_BYTES + 4 * 1024;

    private AttributesCodec() {}

    public static byte[] encode(Attributes attributes) {
        return toProto(attributes).toByteArray();
    }

    public static Attributes decode(byte[] bytes) {
        requireSize(bytes.length);
        try {
            return fromProto(AttributeSetProto.parseFrom(bytes));
        } catch (InvalidProtocolBufferException e) {
            throw new CorruptRecordException("attribute set of " + bytes.length + " bytes does not parse", e);
        }
    }

    public static AttributeSetProto toProto(Attributes attributes) {
        AttributeSetProto.Builder set = AttributeSetProto.newBuilder().setVersion(VERSION);
        attributes.forEach((type, value) -> set.addAttributes(entry(type, value)));
        AttributeSetProto proto = set.build();
        int size = proto.getSerializedSize();
        if (proto.getAttributesCount() > ObjectLimits.MAX_ATTRIBUTES || size > MAX_BYTES) {
            throw new IllegalArgumentException("attribute set of " + proto.getAttributesCount() + " entries, " + size
                    + " bytes is over the limit");
        }
        return proto;
    }

    public static Attributes fromProto(AttributeSetProto set) {
        requireSize(set.getSerializedSize());
        if (set.getVersion() != VERSION) {
            throw new CorruptRecordException("attribute set of version " + Integer.toUnsignedString(set.getVersion()));
        }
        if (set.getAttributesCount() > ObjectLimits.MAX_ATTRIBUTES) {
            throw new CorruptRecordException("attribute set of " + set.getAttributesCount() + " entries");
        }
        requireKnownFields(set.getUnknownFields().isEmpty());
        Attributes.Builder attributes = Attributes.builder();
        int previous = 0;
        for (AttributeProto entry : set.getAttributesList()) {
            requireKnownFields(entry.getUnknownFields().isEmpty());
            AttributeType type =
                    AttributeType.withId(entry.getType()).orElseThrow(() -> unknown("attribute type", entry.getType()));
            if (type.id() <= previous) {
                throw new CorruptRecordException("attribute type " + type.id() + " after " + previous);
            }
            previous = type.id();
            attributes.put(type, value(type, entry));
        }
        return attributes.build();
    }

    private static AttributeProto entry(AttributeType type, AttributeValue value) {
        if (!fits(type.kind(), value)) {
            throw new IllegalArgumentException(type + " is of kind " + type.kind());
        }
        AttributeProto.Builder entry = AttributeProto.newBuilder().setType(type.id());
        switch (value) {
            case AttributeValue.Flag(boolean flag) -> entry.setFlag(flag);
            case AttributeValue.Number(long number) -> entry.setNumber(number);
            case AttributeValue.Bytes(Octets octets) -> entry.setOctets(octets.toByteString());
            case AttributeValue.ClassName(ObjectClass name) -> entry.setObjectClass(name.id());
            case AttributeValue.KeyTypeName(KeyType name) -> entry.setKeyType(name.id());
            case AttributeValue.MechanismName(Mechanism name) -> entry.setMechanism(name.id());
            case AttributeValue.Unavailable() -> entry.setUnavailable(true);
        }
        return entry.build();
    }

    private static AttributeValue value(AttributeType type, AttributeProto entry) {
        AttributeValue value = switch (entry.getValueCase()) {
            case FLAG -> AttributeValue.of(entry.getFlag());
            case NUMBER -> AttributeValue.of(entry.getNumber());
            case OCTETS -> AttributeValue.of(Octets.of(entry.getOctets()));
            case OBJECT_CLASS ->
                AttributeValue.of(ObjectClass.withId(entry.getObjectClass())
                        .orElseThrow(() -> unknown("object class", entry.getObjectClass())));
            case KEY_TYPE ->
                AttributeValue.of(
                        KeyType.withId(entry.getKeyType()).orElseThrow(() -> unknown("key type", entry.getKeyType())));
            case MECHANISM ->
                AttributeValue.of(Mechanism.withId(entry.getMechanism())
                        .orElseThrow(() -> unknown("mechanism", entry.getMechanism())));
            case UNAVAILABLE -> unavailable(type, entry);
            case VALUE_NOT_SET -> throw noValue(type);
        };
        if (!fits(type.kind(), value)) {
            throw new CorruptRecordException("attribute " + type.id() + " holds a value of field "
                    + entry.getValueCase().getNumber());
        }
        return value;
    }

    private static AttributeValue unavailable(AttributeType type, AttributeProto entry) {
        if (!entry.getUnavailable()) {
            throw noValue(type);
        }
        return AttributeValue.NO_MECHANISM;
    }

    private static CorruptRecordException noValue(AttributeType type) {
        return new CorruptRecordException("attribute " + type.id() + " has no value");
    }

    private static boolean fits(Kind kind, AttributeValue value) {
        return switch (value) {
            case AttributeValue.Flag _ -> kind == Kind.FLAG;
            case AttributeValue.Number _ -> kind == Kind.NUMBER;
            case AttributeValue.Bytes _ -> kind == Kind.BYTES;
            case AttributeValue.ClassName _ -> kind == Kind.CLASS;
            case AttributeValue.KeyTypeName _ -> kind == Kind.KEY_TYPE;
            case AttributeValue.MechanismName _, AttributeValue.Unavailable _ -> kind == Kind.MECHANISM;
        };
    }

    private static void requireSize(int bytes) {
        if (bytes > MAX_BYTES) {
            throw new CorruptRecordException("attribute set of " + bytes + " bytes");
        }
    }

    private static void requireKnownFields(boolean known) {
        if (!known) {
            throw new CorruptRecordException("attribute set with fields this version does not know");
        }
    }

    private static CorruptRecordException unknown(String what, int id) {
        return new CorruptRecordException("unknown " + what + " " + Integer.toUnsignedString(id));
    }
}
