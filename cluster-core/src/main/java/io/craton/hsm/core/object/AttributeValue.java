package io.craton.hsm.core.object;

import io.craton.hsm.core.Octets;
import io.craton.hsm.core.mechanism.Mechanism;

/** A public attribute value, in the kind its {@link AttributeType} has. */
public sealed interface AttributeValue {
    record Flag(boolean value) implements AttributeValue {}

    /** An unsigned number. */
    record Number(long value) implements AttributeValue {}

    record Bytes(Octets value) implements AttributeValue {}

    record ClassName(ObjectClass value) implements AttributeValue {}

    record KeyTypeName(KeyType value) implements AttributeValue {}

    /** The mechanism that made a key; {@link #NO_MECHANISM} where it was not made here. */
    record MechanismName(Mechanism value) implements AttributeValue {}

    /** A value the standard calls unavailable, such as the generating mechanism of an imported key. */
    record Unavailable() implements AttributeValue {}

    AttributeValue NO_MECHANISM = new Unavailable();

    static AttributeValue of(boolean value) {
        return new Flag(value);
    }

    static AttributeValue of(long value) {
        return new Number(value);
    }

    static AttributeValue of(Octets value) {
        return new Bytes(value);
    }

    static AttributeValue of(ObjectClass value) {
        return new ClassName(value);
    }

    static AttributeValue of(KeyType value) {
        return new KeyTypeName(value);
    }

    static AttributeValue of(Mechanism value) {
        return new MechanismName(value);
    }
}
