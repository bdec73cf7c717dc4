package io.craton.hsm.actors.wire;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/**
 * One component of a record. A component whose declared class has one shape is written without its class, any other with it. A
 * component annotated as nullable is preceded by a byte that says whether it is there; no other is ever null.
 */
final class RecordPart {
    private enum Form {
        PRIMITIVE,
        /** The declared class says how the value is written. */
        EXACT,
        /** The value's class is written before it. */
        OPEN
    }

    private final Method accessor;
    private final Class<?> type;
    private final Form form;
    private final boolean nullable;

    private RecordPart(Method accessor, Class<?> type, Form form, boolean nullable) {
        this.accessor = accessor;
        this.type = type;
        this.form = form;
        this.nullable = nullable;
    }

    static RecordPart of(RecordComponent component) {
        Method accessor = component.getAccessor();
        accessor.setAccessible(true);
        return new RecordPart(
                accessor,
                component.getType(),
                formOf(component.getType()),
                component.getAnnotatedType().isAnnotationPresent(Nullable.class));
    }

    private static Form formOf(Class<?> type) {
        if (type.isPrimitive()) {
            return Form.PRIMITIVE;
        }
        boolean exact = type == List.class
                || type == Optional.class
                || type == ActorRef.class
                || type != Object.class && !type.isInterface();
        return exact ? Form.EXACT : Form.OPEN;
    }

    void write(Kryo kryo, Output output, Record owner) {
        Object value = valueIn(owner);
        if (nullable) {
            output.writeBoolean(value != null);
            if (value == null) {
                return;
            }
        }
        if (value == null) {
            throw new KryoException("null in " + accessor);
        }
        switch (form) {
            case PRIMITIVE -> writePrimitive(output, value);
            case EXACT -> kryo.writeObject(output, value, kryo.getSerializer(type));
            case OPEN -> kryo.writeClassAndObject(output, value);
        }
    }

    @Nullable
    Object read(Kryo kryo, Input input) {
        if (nullable && !input.readBoolean()) {
            return null;
        }
        return switch (form) {
            case PRIMITIVE -> readPrimitive(input);
            case EXACT -> checked(kryo.readObject(input, type, kryo.getSerializer(type)));
            case OPEN -> checked(kryo.readClassAndObject(input));
        };
    }

    private Object checked(@Nullable Object value) {
        if (!type.isInstance(value)) {
            throw new KryoException(
                    "not a value for " + accessor.getDeclaringClass().getName() + "." + accessor.getName());
        }
        return value;
    }

    private @Nullable Object valueIn(Record owner) {
        try {
            return accessor.invoke(owner);
        } catch (InvocationTargetException e) {
            throw new KryoException(accessor + " failed", e.getTargetException());
        } catch (IllegalAccessException e) {
            throw new KryoException(accessor + " cannot be read", e);
        }
    }

    private void writePrimitive(Output output, Object value) {
        switch (value) {
            case Integer number -> output.writeVarInt(number, false);
            case Long number -> output.writeLong(number);
            case Boolean flag -> output.writeBoolean(flag);
            case Byte number -> output.writeByte(number);
            default -> throw unsupported();
        }
    }

    private Object readPrimitive(Input input) {
        if (type == int.class) {
            return input.readVarInt(false);
        } else if (type == long.class) {
            return input.readLong();
        } else if (type == boolean.class) {
            return input.readBoolean();
        } else if (type == byte.class) {
            return input.readByte();
        }
        throw unsupported();
    }

    private KryoException unsupported() {
        return new KryoException("a component of type " + type + " has no form: " + accessor);
    }
}
