package io.craton.hsm.actors.wire;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A record as its components, in order, each as {@link RecordPart} writes it. */
final class RecordShape extends Serializer<Record> {
    private final Constructor<?> constructor;
    private final List<RecordPart> parts;

    RecordShape(Class<?> type) {
        super(false, true);
        RecordComponent[] components = type.getRecordComponents();
        try {
            constructor = type.getDeclaredConstructor(
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
        } catch (NoSuchMethodException e) {
            throw new IllegalArgumentException(type.getName() + " has no canonical constructor", e);
        }
        constructor.setAccessible(true);
        parts = Arrays.stream(components).map(RecordPart::of).toList();
    }

    @Override
    public void write(Kryo kryo, Output output, Record value) {
        for (RecordPart part : parts) {
            part.write(kryo, output, value);
        }
    }

    @Override
    public Record read(Kryo kryo, Input input, Class<? extends Record> type) {
        @Nullable Object[] arguments = new @Nullable Object[parts.size()];
        for (int i = 0; i < arguments.length; i++) {
            arguments[i] = parts.get(i).read(kryo, input);
        }
        try {
            return (Record) constructor.newInstance(arguments);
        } catch (InvocationTargetException e) {
            // The constructor's own checks. Their message may quote the value, so only their kind goes on.
            throw new KryoException(type.getName() + " refuses its components: "
                    + e.getTargetException().getClass().getSimpleName());
        } catch (ReflectiveOperationException e) {
            throw new KryoException(type.getName() + " cannot be made", e);
        }
    }
}
