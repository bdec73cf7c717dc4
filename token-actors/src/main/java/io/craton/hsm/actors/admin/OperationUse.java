package io.craton.hsm.actors.admin;

import io.craton.hsm.core.mechanism.Mechanism;
import io.craton.hsm.core.mechanism.Operation;
import java.util.List;

/**
 * How often a node has used a mechanism since it started, and how long that took.
 *
 * @param refused requests that came to nothing, of which no time is kept
 * @param totalNanos of all that succeeded
 * @param buckets how many that succeeded took at most {@link #BOUNDS_MICROS} of the same index; the last has no bound
 */
public record OperationUse(
        Mechanism mechanism, Operation operation, long refused, long totalNanos, List<Long> buckets) {
    /** Microseconds. The fastest operation takes about ten, a key pair of RSA some seconds. */
    public static final List<Long> BOUNDS_MICROS = List.of(
            10L,
            20L,
            50L,
            100L,
            200L,
            500L,
            1_000L,
            2_000L,
            5_000L,
            10_000L,
            20_000L,
            50_000L,
            100_000L,
            200_000L,
            500_000L,
            1_000_000L);

    public static final int BUCKETS = BOUNDS_MICROS.size() + 1;

    private static final long[] BOUNDS_NANOS =
            BOUNDS_MICROS.stream().mapToLong(micros -> micros * 1_000).toArray();

    public OperationUse {
        buckets = List.copyOf(buckets);
        if (buckets.size() != BUCKETS) {
            throw new IllegalArgumentException(buckets.size() + " buckets");
        }
    }

    /** The bucket for something that took {@code nanos}. */
    public static int bucketOf(long nanos) {
        int bucket = 0;
        while (bucket < BOUNDS_NANOS.length && nanos > BOUNDS_NANOS[bucket]) {
            bucket++;
        }
        return bucket;
    }

    /** How many succeeded. */
    public long done() {
        return buckets.stream().mapToLong(Long::longValue).sum();
    }
}
