package io.craton.hsm.actors.wire;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import java.util.HashMap;
import java.util.Map;

/** An enum constant as its name: a node of another version may have its constants in another order, never under another name. */
final class EnumShape extends Serializer<Enum<?>> {
    private final Map<String, Enum<?>> constants = new HashMap<>();

    EnumShape(Class<?> type) {
        super(false, true);
        for (Object constant : type.getEnumConstants()) {
            Enum<?> value = (Enum<?>) constant;
            constants.put(value.name(), value);
        }
    }

    @Override
    public void write(Kryo kryo, Output output, Enum<?> value) {
        Bounded.writeText(output, value.name(), WireLimits.MAX_NAME_BYTES);
    }

    @Override
    public Enum<?> read(Kryo kryo, Input input, Class<? extends Enum<?>> type) {
        Enum<?> value = constants.get(Bounded.readText(input, WireLimits.MAX_NAME_BYTES));
        if (value == null) {
            throw new KryoException("no such constant of " + type.getName());
        }
        return value;
    }
}
