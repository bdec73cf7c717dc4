package io.craton.hsm.actors.edge;

import io.craton.hsm.actors.admin.OperationUse;
import io.craton.hsm.core.mechanism.Mechanism;
import io.craton.hsm.core.mechanism.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts what a node's sessions do, by mechanism and operation: how often, how often in vain, and how long it took from the request's arrival
 * at the edge to its result (waiting for a permit included). Recording takes no lock and, after the first time, no memory. Thread-safe.
 */
final class OperationMeter {
    private static final int OPERATIONS = Operation.values().length;

    private static final class Cell {
        final LongAdder refused = new LongAdder();
        final LongAdder nanos = new LongAdder();
        final LongAdder[] buckets = new LongAdder[OperationUse.BUCKETS];

        Cell() {
            for (int i = 0; i < buckets.length; i++) {
                buckets[i] = new LongAdder();
            }
        }
    }

    private final AtomicReferenceArray<Cell> cells = new AtomicReferenceArray<>(Mechanism.values().length * OPERATIONS);

    void record(Mechanism mechanism, Operation operation, boolean done, long nanos) {
        Cell cell = cell(mechanism.ordinal() * OPERATIONS + operation.ordinal());
        if (done) {
            cell.nanos.add(nanos);
            cell.buckets[OperationUse.bucketOf(nanos)].increment();
        } else {
            cell.refused.increment();
        }
    }

    private Cell cell(int index) {
        Cell present = cells.get(index);
        if (present != null) {
            return present;
        }
        Cell made = new Cell();
        return cells.compareAndSet(index, null, made) ? made : cells.get(index);
    }

    /** What was used at least once, in the order of the catalogue. */
    List<OperationUse> counts() {
        List<OperationUse> counts = new ArrayList<>();
        for (Mechanism mechanism : Mechanism.values()) {
            for (Operation operation : Operation.values()) {
                Cell cell = cells.get(mechanism.ordinal() * OPERATIONS + operation.ordinal());
                if (cell != null) {
                    counts.add(new OperationUse(
                            mechanism, operation, cell.refused.sum(), cell.nanos.sum(), sums(cell.buckets)));
                }
            }
        }
        return counts;
    }

    private static List<Long> sums(LongAdder[] buckets) {
        List<Long> sums = new ArrayList<>(buckets.length);
        for (LongAdder bucket : buckets) {
            sums.add(bucket.sum());
        }
        return sums;
    }
}
