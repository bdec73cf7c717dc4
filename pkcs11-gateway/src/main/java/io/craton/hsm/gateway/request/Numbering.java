package io.craton.hsm.gateway.request;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** The PKCS#11 numbers of an enumeration, both ways. Immutable. */
final class Numbering<E> {
    private final long[] numbers;
    private final List<E> names;

    private Numbering(long[] numbers, List<E> names) {
        this.numbers = numbers;
        this.names = names;
    }

    static <E> Numbering<E> of(E[] names, ToLongFunction<E> number) {
        List<E> sorted =
                Arrays.stream(names).sorted(Comparator.comparingLong(number)).toList();
        long[] numbers = sorted.stream().mapToLong(number).toArray();
        for (int i = 1; i < numbers.length; i++) {
            if (numbers[i] == numbers[i - 1]) {
                throw new IllegalArgumentException("two names for number " + numbers[i]);
            }
        }
        return new Numbering<>(numbers, sorted);
    }

    /** The name with that number; null where the number stands for nothing here. */
    @Nullable
    E named(long number) {
        int index = Arrays.binarySearch(numbers, number);
        return index < 0 ? null : names.get(index);
    }
}
