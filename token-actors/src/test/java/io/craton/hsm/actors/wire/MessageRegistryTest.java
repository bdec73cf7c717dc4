package io.craton.hsm.actors.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.hsm.actors.wire.MessageRegistry.Entry;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.Test;

class MessageRegistryTest {
    private static final Set<Class<?>> PRIMITIVES = Set.of(int.class, long.class, boolean.class, byte.class);
    private static final Set<Class<?>> BOXED = Set.of(Integer.class, Long.class, Boolean.class, Byte.class);

    /** {@code message-numbers.txt} has every number there ever was: a new class gets a new line, and a line that is there does not change. */
    @Test
    void keepsEveryNumberForItsClass() throws IOException {
        List<String> present = MessageRegistry.standard().entries().stream()
                .map(entry -> entry.number() + " " + entry.type().getTypeName())
                .toList();
        assertThat(present)
                .as("lines of src/test/resources/io/craton/hsm/actors/wire/message-numbers.txt")
                .containsExactlyElementsOf(pinned());
    }

    @Test
    void hasAFormForEveryComponentOfEveryRecord() {
        List<Class<?>> registered = MessageRegistry.standard().entries().stream()
                .<Class<?>>map(Entry::type)
                .toList();
        for (Class<?> type : registered) {
            if (type.isRecord()) {
                for (RecordComponent component : type.getRecordComponents()) {
                    assertThat(travels(component.getType(), registered))
                            .as("%s of %s", component.getName(), type)
                            .isTrue();
                }
            }
        }
    }

    @Test
    void refusesANumberOrAClassTwice() {
        MessageRegistry standard = MessageRegistry.standard();
        Entry first = standard.entries().getFirst();
        assertThatThrownBy(() -> standard.plus(new Entry(first.number(), TestMessages.Pong.class)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> standard.plus(new Entry(9999, first.type())))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> standard.plus(new Entry(1, TestMessages.Pong.class)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static boolean travels(Class<?> component, List<Class<?>> registered) {
        if (component.isPrimitive()) {
            return PRIMITIVES.contains(component);
        }
        boolean open = component.isInterface()
                && !Map.class.isAssignableFrom(component)
                && !Set.class.isAssignableFrom(component);
        return open
                || component == Object.class
                || component == ActorRef.class
                || component == Optional.class
                || BOXED.contains(component)
                || registered.contains(component);
    }

    private static List<String> pinned() throws IOException {
        try (InputStream lines =
                Objects.requireNonNull(MessageRegistryTest.class.getResourceAsStream("message-numbers.txt"))) {
            return new String(lines.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        }
    }
}
