package io.craton.hsm.raft;

import java.util.Arrays;

/** Nearest-rank percentiles of some measurements, in the unit they were taken in. */
final class Percentiles {
    private final long[] sorted;

    /** @throws IllegalArgumentException when nothing was measured */
    Percentiles(long... measured) {
        if (measured.length == 0) {
            throw new IllegalArgumentException("nothing was measured");
        }
        sorted = measured.clone();
        Arrays.sort(sorted);
    }

    long p50() {
        return at(50);
    }

    long p99() {
        return at(99);
    }

    long max() {
        return sorted[sorted.length - 1];
    }

    private long at(int percent) {
        return sorted[(int) (((long) sorted.length * percent + 99) / 100) - 1];
    }
}
