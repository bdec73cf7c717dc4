package io.craton.hsm.actors.wire;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import io.craton.hsm.core.Octets;
import io.craton.hsm.core.codec.AttributesCodec;
import io.craton.hsm.core.object.Attributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;

/** How the values that are no records of ours are written: each length checked before it is believed. */
final class BuiltInShapes {
    private BuiltInShapes() {}

    /** The shapes by class. Stateless but for {@code references}, so one of each serves a Kryo. */
    static Map<Class<?>, Serializer<?>> all(ActorReferences references) {
        Map<Class<?>, Serializer<?>> shapes = new HashMap<>();
        shapes.put(
                String.class,
                leaf(
                        (output, text) -> Bounded.writeText(output, text, WireLimits.MAX_MESSAGE_BYTES),
                        input -> Bounded.readText(input, WireLimits.MAX_MESSAGE_BYTES)));
        shapes.put(
                byte[].class,
                BuiltInShapes.<byte[]>leaf(
                        (output, bytes) -> Bounded.writeBytes(output, bytes, WireLimits.MAX_MESSAGE_BYTES),
                        input -> Bounded.readBytes(input, WireLimits.MAX_MESSAGE_BYTES)));
        shapes.put(
                Octets.class,
                leaf(
                        (output, octets) ->
                                Bounded.writeBytes(output, octets.toByteArray(), WireLimits.MAX_MESSAGE_BYTES),
                        input -> Octets.wrap(Bounded.readBytes(input, WireLimits.MAX_MESSAGE_BYTES))));
        shapes.put(
                Attributes.class,
                leaf(
                        (output, attributes) -> Bounded.writeBytes(
                                output, AttributesCodec.encode(attributes), WireLimits.MAX_MESSAGE_BYTES),
                        input -> AttributesCodec.decode(Bounded.readBytes(input, WireLimits.MAX_MESSAGE_BYTES))));
        shapes.put(
                ActorRef.class,
                BuiltInShapes.<ActorRef<?>>leaf(
                        (output, reference) ->
                                Bounded.writeText(output, references.pathOf(reference), WireLimits.MAX_PATH_BYTES),
                        input -> references.at(Bounded.readText(input, WireLimits.MAX_PATH_BYTES))));
        shapes.put(Optional.class, new OptionalShape());
        shapes.put(List.class, new ListShape());
        return shapes;
    }

    private static <T> Serializer<T> leaf(BiConsumer<Output, T> write, Function<Input, T> read) {
        return new Serializer<>(false, true) {
            @Override
            public void write(Kryo kryo, Output output, T value) {
                write.accept(output, value);
            }

            @Override
            public T read(Kryo kryo, Input input, Class<? extends T> type) {
                return read.apply(input);
            }
        };
    }

    private static Object readElement(Kryo kryo, Input input) {
        Object element = kryo.readClassAndObject(input);
        if (element == null) {
            throw new KryoException("null element");
        }
        return element;
    }

    private static final class OptionalShape extends Serializer<Optional<?>> {
        OptionalShape() {
            super(false, true);
        }

        @Override
        public void write(Kryo kryo, Output output, Optional<?> value) {
            output.writeBoolean(value.isPresent());
            if (value.isPresent()) {
                kryo.writeClassAndObject(output, value.get());
            }
        }

        @Override
        public Optional<?> read(Kryo kryo, Input input, Class<? extends Optional<?>> type) {
            return input.readBoolean() ? Optional.of(readElement(kryo, input)) : Optional.empty();
        }
    }

    private static final class ListShape extends Serializer<List<?>> {
        ListShape() {
            super(false, true);
        }

        @Override
        public void write(Kryo kryo, Output output, List<?> list) {
            Bounded.requireWritable(list.size(), WireLimits.MAX_ELEMENTS);
            output.writeVarInt(list.size(), true);
            for (Object element : list) {
                kryo.writeClassAndObject(output, element);
            }
        }

        @Override
        public List<?> read(Kryo kryo, Input input, Class<? extends List<?>> type) {
            int count = Bounded.readCount(input, WireLimits.MAX_ELEMENTS);
            List<Object> elements = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                elements.add(readElement(kryo, input));
            }
            return List.copyOf(elements);
        }
    }
}
