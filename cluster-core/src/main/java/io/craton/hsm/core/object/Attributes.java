package io.craton.hsm.core.object;

import io.craton.hsm.core.Octets;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** An immutable set of public attribute values, one for a type, in the order of the types. Holds no key material. */
public final class Attributes {
    public static final Attributes NONE = new Attributes(new EnumMap<>(AttributeType.class));

    private final Map<AttributeType, AttributeValue> values;

    private Attributes(EnumMap<AttributeType, AttributeValue> values) {
        this.values = Collections.unmodifiableMap(values);
    }

    public static Builder builder() {
        return new Builder(NONE);
    }

    /** A builder that starts from these values. */
    public Builder toBuilder() {
        return new Builder(this);
    }

    public Optional<AttributeValue> get(AttributeType type) {
        return Optional.ofNullable(values.get(type));
    }

    public boolean has(AttributeType type) {
        return values.containsKey(type);
    }

    /** The flag's value; false where the attribute is absent. */
    public boolean flag(AttributeType type) {
        return values.get(type) instanceof AttributeValue.Flag(boolean value) && value;
    }

    public Optional<Octets> bytes(AttributeType type) {
        return values.get(type) instanceof AttributeValue.Bytes(Octets value) ? Optional.of(value) : Optional.empty();
    }

    public Optional<Long> number(AttributeType type) {
        return values.get(type) instanceof AttributeValue.Number(long value) ? Optional.of(value) : Optional.empty();
    }

    public Optional<ObjectClass> objectClass() {
        return values.get(AttributeType.CLASS) instanceof AttributeValue.ClassName(ObjectClass value)
                ? Optional.of(value)
                : Optional.empty();
    }

    public Optional<KeyType> keyType() {
        return values.get(AttributeType.KEY_TYPE) instanceof AttributeValue.KeyTypeName(KeyType value)
                ? Optional.of(value)
                : Optional.empty();
    }

    public Map<AttributeType, AttributeValue> asMap() {
        return values;
    }

    public void forEach(BiConsumer<AttributeType, AttributeValue> action) {
        values.forEach(action);
    }

    public int size() {
        return values.size();
    }

    /** Whether every value of {@code wanted} is here, equal. An empty {@code wanted} matches everything. */
    public boolean matches(Attributes wanted) {
        for (Map.Entry<AttributeType, AttributeValue> entry : wanted.values.entrySet()) {
            if (!entry.getValue().equals(values.get(entry.getKey()))) {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Attributes that && values.equals(that.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    /** The types only: values may be labels and identifiers that must not reach a log. */
    @Override
    public String toString() {
        return "Attributes" + values.keySet();
    }

    /** Collects values; not thread-safe. */
    public static final class Builder {
        private final EnumMap<AttributeType, AttributeValue> values;

        private Builder(Attributes start) {
            this.values = new EnumMap<>(AttributeType.class);
            this.values.putAll(start.values);
        }

        public Builder put(AttributeType type, AttributeValue value) {
            values.put(type, value);
            return this;
        }

        public Builder put(AttributeType type, boolean value) {
            return put(type, AttributeValue.of(value));
        }

        public Builder put(AttributeType type, long value) {
            return put(type, AttributeValue.of(value));
        }

        public Builder put(AttributeType type, Octets value) {
            return put(type, AttributeValue.of(value));
        }

        public Builder put(ObjectClass value) {
            return put(AttributeType.CLASS, AttributeValue.of(value));
        }

        public Builder put(KeyType value) {
            return put(AttributeType.KEY_TYPE, AttributeValue.of(value));
        }

        /** Puts the value unless the type has one already. */
        public Builder putIfAbsent(AttributeType type, AttributeValue value) {
            values.putIfAbsent(type, value);
            return this;
        }

        public Builder putAll(Attributes other) {
            values.putAll(other.values);
            return this;
        }

        public Builder remove(AttributeType type) {
            values.remove(type);
            return this;
        }

        public Attributes build() {
            return new Attributes(new EnumMap<>(values));
        }
    }
}
