package io.craton.hsm.gateway.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.core.Octets;
import io.craton.hsm.core.fault.Fault;
import io.craton.hsm.core.fault.Outcome;
import io.craton.hsm.core.mechanism.Mechanism;
import io.craton.hsm.core.object.AttributeType;
import io.craton.hsm.core.object.AttributeValue;
import io.craton.hsm.core.object.KeyType;
import io.craton.hsm.core.object.ObjectClass;
import io.craton.hsm.gateway.wire.Slice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class AttributeValuesTest {
    private static final Outcome<AttributeValue> INVALID = Outcome.refused(Fault.ATTRIBUTE_VALUE_INVALID);

    @ParameterizedTest
    @EnumSource(AttributeType.class)
    void everyTypeHasANumberOfItsOwn(AttributeType type) {
        assertThat(ObjectNumbers.attribute(ObjectNumbers.numberOf(type))).isEqualTo(type);
    }

    @ParameterizedTest
    @EnumSource(AttributeType.class)
    void readsWhatItWrites(AttributeType type) {
        AttributeValue value = switch (type.kind()) {
            case FLAG -> AttributeValue.of(true);
            case NUMBER -> AttributeValue.of(0xfedc_ba98_7654_3210L);
            case BYTES -> AttributeValue.of(Octets.ofHex("3230323631313231"));
            case CLASS -> AttributeValue.of(ObjectClass.SECRET_KEY);
            case KEY_TYPE -> AttributeValue.of(KeyType.EC);
            case MECHANISM -> AttributeValue.of(Mechanism.AES_KEY_GEN);
        };

        assertThat(AttributeValues.read(type, Slice.of(AttributeValues.write(value))))
                .isEqualTo(Outcome.done(value));
    }

    @ParameterizedTest
    @EnumSource(AttributeType.class)
    void refusesAValueOneByteTooLong(AttributeType type) {
        int longest = switch (type.kind()) {
            case FLAG -> 1;
            case NUMBER, CLASS, KEY_TYPE, MECHANISM -> 8;
            case BYTES ->
                switch (type) {
                    case LABEL, ID -> 256;
                    case START_DATE, END_DATE -> 8;
                    default -> 64 * 1024;
                };
        };

        assertThat(AttributeValues.read(type, Slice.of(new byte[longest + 1]))).isEqualTo(INVALID);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 127, 128, 255})
    void refusesABooleanThatIsNeitherTrueNorFalse(int value) {
        assertThat(AttributeValues.read(AttributeType.TOKEN, Slice.of(new byte[] {(byte) value})))
                .isEqualTo(INVALID);
    }

    @Test
    void refusesAnEmptyBooleanAndAnEmptyNumber() {
        assertThat(AttributeValues.read(AttributeType.TOKEN, Slice.EMPTY)).isEqualTo(INVALID);
        assertThat(AttributeValues.read(AttributeType.VALUE_LEN, Slice.EMPTY)).isEqualTo(INVALID);
    }

    @Test
    void takesAnEmptyDateAndAnEmptyLabel() {
        assertThat(AttributeValues.read(AttributeType.START_DATE, Slice.EMPTY).isDone())
                .isTrue();
        assertThat(AttributeValues.read(AttributeType.LABEL, Slice.EMPTY).isDone())
                .isTrue();
    }

    @Test
    void theMechanismOfAnImportedKeyIsUnavailable() {
        byte[] unavailable = AttributeValues.write(AttributeValue.NO_MECHANISM);

        assertThat(unavailable).containsExactly(-1, -1, -1, -1, -1, -1, -1, -1);
        assertThat(AttributeValues.read(AttributeType.KEY_GEN_MECHANISM, Slice.of(unavailable)))
                .isEqualTo(Outcome.done(AttributeValue.NO_MECHANISM));
    }
}
