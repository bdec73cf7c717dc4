package io.craton.hsm.raft;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * Measures the snapshots of a replica, after which its log is cut, without Ratis: on the thread that applies entries,
 * where every entry waits for them.
 */
final class SnapshotTimes {
    private static final int ROUNDS = 5;

    /** Events of one entry. */
    private static final int TOGETHER = 100;

    private static final String[] EVENTS = new String[TOGETHER];

    static {
        Arrays.fill(EVENTS, "x".repeat(WriteLoad.EVENT_BYTES));
    }

    private static final JournalStateMachine.Keeper NOBODY = new JournalStateMachine.Keeper() {
        @Override
        public void leadershipMayHaveChanged() {
            throw new AssertionError("nobody leads here");
        }

        @Override
        public void logFailed() {
            throw new AssertionError("there is no log here");
        }

        @Override
        public void snapshotDue() {
            // They are taken when it is time to measure one.
        }
    };

    private final UUID writer = UUID.randomUUID();
    private long entries;

    /**
     * What the snapshots took, in milliseconds.
     *
     * @param first the first one, of all events
     * @param later those that follow, each after a tenth as many events more
     */
    record Seen(long first, Percentiles later) {}

    Seen run(Path directory, int events) throws IOException {
        int count = Math.max(10, events / TOGETHER);
        try (JournalStateMachine machine = new SnapshotCrashTest.Place(directory).open(Disk.REAL, NOBODY)) {
            long first = after(machine, count);
            long[] later = new long[ROUNDS];
            for (int round = 0; round < ROUNDS; round++) {
                later[round] = after(machine, count / 10);
            }
            return new Seen(first, new Percentiles(later));
        }
    }

    /** Milliseconds of the snapshot after {@code more} entries. */
    private long after(JournalStateMachine machine, int more) throws IOException {
        String id = PersistenceIds.roaming(TestCluster.G1, "snapshots");
        for (int i = 0; i < more; i++) {
            long from = entries * TOGETHER + 1;
            entries++;
            SnapshotCrashTest.apply(machine, entries, JournalMachineTest.write(id, writer, from, EVENTS));
        }
        long began = System.nanoTime();
        machine.takeSnapshot();
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
    }
}
