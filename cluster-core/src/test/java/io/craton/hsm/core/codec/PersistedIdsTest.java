package io.craton.hsm.core.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.craton.hsm.core.Golden;
import io.craton.hsm.core.fault.Fault;
import io.craton.hsm.core.mechanism.Mechanism;
import io.craton.hsm.core.object.AttributeType;
import io.craton.hsm.core.object.KeyType;
import io.craton.hsm.core.object.ObjectClass;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Ids stand in every journal ever written. A line of the golden file may be added; none may change or go. */
final class PersistedIdsTest {
    @Test
    void everyPersistedIdIsTheOneThatWasWrittenBefore() {
        String ids = lines("attribute", AttributeType.values(), AttributeType::id, type -> type + " " + type.kind())
                + lines("class", ObjectClass.values(), ObjectClass::id, Enum::name)
                + lines("key-type", KeyType.values(), KeyType::id, Enum::name)
                + lines("mechanism", Mechanism.values(), Mechanism::id, Enum::name)
                + lines("fault", Fault.values(), FaultIds::of, Enum::name);
        Golden.verify(Path.of("src/test/resources/io/craton/hsm/core/codec/persisted-ids.txt"), ids);
    }

    @Test
    void idsOfAttributeTypesAreDenseAndAscendWithTheDeclarations() {
        assertThat(Arrays.stream(AttributeType.values()).map(AttributeType::id))
                .isEqualTo(Arrays.stream(AttributeType.values())
                        .map(type -> type.ordinal() + 1)
                        .toList());
    }

    @Test
    void everyIdLeadsBackToItsName() {
        assertThat(AttributeType.values())
                .allSatisfy(type -> assertThat(AttributeType.withId(type.id())).contains(type));
        assertThat(ObjectClass.values())
                .allSatisfy(type -> assertThat(ObjectClass.withId(type.id())).contains(type));
        assertThat(KeyType.values())
                .allSatisfy(type -> assertThat(KeyType.withId(type.id())).contains(type));
        assertThat(Mechanism.values())
                .allSatisfy(mechanism ->
                        assertThat(Mechanism.withId(mechanism.id())).contains(mechanism));
    }

    @Test
    void everyFaultHasAnIdOfItsOwnThatLeadsBackToIt() {
        assertThat(Fault.values())
                .allSatisfy(
                        fault -> assertThat(FaultIds.withId(FaultIds.of(fault))).isEqualTo(fault));
        for (int id : new int[] {-1, 0, Fault.values().length + 1}) {
            assertThatExceptionOfType(CorruptRecordException.class).isThrownBy(() -> FaultIds.withId(id));
        }
    }

    @Test
    void idsThatNothingHasLeadNowhere() {
        for (int id : new int[] {Integer.MIN_VALUE, -1, 0, 10_000, Integer.MAX_VALUE}) {
            assertThat(AttributeType.withId(id)).isEmpty();
            assertThat(ObjectClass.withId(id)).isEmpty();
            assertThat(KeyType.withId(id)).isEmpty();
            assertThat(Mechanism.withId(id)).isEmpty();
        }
    }

    private static <T> String lines(String kind, T[] values, ToIntFunction<T> id, Function<T, String> name) {
        return Arrays.stream(values)
                .map(value -> kind + " " + id.applyAsInt(value) + " " + name.apply(value) + "\n")
                .collect(Collectors.joining());
    }
}
