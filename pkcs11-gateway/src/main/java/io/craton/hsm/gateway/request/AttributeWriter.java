package io.craton.hsm.gateway.request;

import io.craton.hsm.actors.AttributeAnswer;
import io.craton.hsm.core.object.AttributeType;
import io.craton.hsm.core.object.AttributeValue;
import io.craton.hsm.core.secret.Secret;
import io.craton.hsm.gateway.wire.Slice;
import io.craton.hsm.gateway.wire.Wire;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes the answers to a read of attributes (PKCS#11 3.2, section 5.7.5), one result for each type that was asked. */
final class AttributeWriter {
    private static final Wire.AttributeResult INVALID = new Wire.AttributeResult(Wire.ATTRIBUTE_INVALID, Slice.EMPTY);
    private static final Wire.AttributeResult SENSITIVE =
            new Wire.AttributeResult(Wire.ATTRIBUTE_SENSITIVE, Slice.EMPTY);

    private AttributeWriter() {}

    /** The types among {@code numbers} that exist here, in their order: what to ask the service. */
    static List<AttributeType> known(long[] numbers) {
        List<AttributeType> known = new ArrayList<>(numbers.length);
        for (long number : numbers) {
            AttributeType type = ObjectNumbers.attribute(number);
            if (type != null) {
                known.add(type);
            }
        }
        return known;
    }

    /**
     * One result for each of {@code numbers}; those that are unknown here are invalid.
     *
     * @param answers to the {@linkplain #known known} ones; key material among them is closed, and its copy in the result is for the caller
     *     to wipe
     */
    static List<Wire.AttributeResult> results(long[] numbers, List<AttributeAnswer> answers) {
        List<Wire.AttributeResult> results = new ArrayList<>(numbers.length);
        int next = 0;
        for (long number : numbers) {
            @Nullable AttributeType type = ObjectNumbers.attribute(number);
            results.add(type == null ? INVALID : result(answers.get(next++)));
        }
        return results;
    }

    private static Wire.AttributeResult result(AttributeAnswer answer) {
        return switch (answer) {
            case AttributeAnswer.Value(AttributeValue value) -> value(AttributeValues.write(value));
            case AttributeAnswer.Material(Secret material) -> {
                try (material) {
                    yield value(material.withBytes(byte[]::clone));
                }
            }
            case AttributeAnswer.Sensitive() -> SENSITIVE;
            case AttributeAnswer.Absent() -> INVALID;
        };
    }

    private static Wire.AttributeResult value(byte[] value) {
        return new Wire.AttributeResult(Wire.ATTRIBUTE_VALUE, Slice.of(value));
    }

    static void close(List<AttributeAnswer> answers) {
        for (AttributeAnswer answer : answers) {
            if (answer instanceof AttributeAnswer.Material(Secret material)) {
                material.close();
            }
        }
    }
}
