package io.craton.hsm.raft;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Writers that each append one event of {@value #EVENT_BYTES} bytes to a history of their own, wait until it is committed
 * and applied, and append the next. They run in the process of the leader, as the persistent actors do.
 */
final class WriteLoad {
    static final int EVENT_BYTES = 256;

    private static final long PATIENCE_SECONDS = 30;

    private final GroupReplica leader;
    private final byte[] event = new byte[EVENT_BYTES];

    WriteLoad(GroupReplica leader) {
        this.leader = leader;
    }

    /**
     * What the writers saw.
     *
     * @param perSecond events a second, of all writers together
     * @param micros how long each event took
     */
    record Seen(double perSecond, Percentiles micros) {}

    /** @throws java.util.concurrent.CompletionException of a {@link JournalException} when a write fails */
    Seen run(int writers, Duration time) {
        long began = System.nanoTime();
        List<CompletableFuture<LongStream>> all;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            all = Stream.generate(() -> CompletableFuture.supplyAsync(() -> write(began + time.toNanos()), threads))
                    .limit(writers)
                    .toList();
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        long[] micros = all.stream()
                .flatMapToLong(CompletableFuture::join)
                .map(TimeUnit.NANOSECONDS::toMicros)
                .toArray();
        return new Seen(micros.length / seconds, new Percentiles(micros));
    }

    /** Nanoseconds of each event. */
    private LongStream write(long endNanos) {
        String id = PersistenceIds.resident(leader.group(), UUID.randomUUID().toString());
        UUID writer = UUID.randomUUID();
        List<Long> nanos = new ArrayList<>();
        long before = System.nanoTime();
        while (before - endNanos < 0) {
            JournalOp.Write next =
                    new JournalOp.Write(id, JournalOp.ANY_TERM, writer, nanos.size() + 1L, List.of(Optional.of(event)));
            EntryWriter.Done done = leader.writeAsLeader(next)
                    .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                    .join();
            Failures.check(leader.group(), done.outcome());
            long after = System.nanoTime();
            nanos.add(after - before);
            before = after;
        }
        return nanos.stream().mapToLong(Long::longValue);
    }
}
