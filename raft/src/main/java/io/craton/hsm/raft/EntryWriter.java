package io.craton.hsm.raft;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts everything that waits into one Raft entry, and keeps at most {@value #IN_FLIGHT} entries under way: while one is
 * being replicated and synced, the next collects. One thread per group; safe for any caller.
 */
final class EntryWriter implements AutoCloseable {
    /** More would only make entries smaller. */
    static final int IN_FLIGHT = 2;

    /** Operations that may wait. */
    static final int MAX_WAITING = 10_000;

    /** Bytes that may wait. */
    static final long MAX_WAITING_BYTES = 64L << 20;

    /** Ratis answers sooner: a leader without a majority steps down. */
    static final Duration ENTRY_DEADLINE = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(EntryWriter.class);

    /** Gives an entry to Raft; completes with the state machine's reply, or exceptionally. */
    interface Submitter {
        CompletableFuture<Committed> submit(byte[] entry);
    }

    /** An entry that is committed and applied here. */
    record Committed(long logIndex, ByteBuffer reply) {}

    /** An operation that is committed and applied here. */
    record Done(Outcome outcome, long logIndex) {}

    private record Waiting(byte[] op, CompletableFuture<Done> result) {}

    private final Submitter submitter;
    private final LinkedBlockingQueue<Waiting> queue = new LinkedBlockingQueue<>(MAX_WAITING);
    private final AtomicLong waitingBytes = new AtomicLong();
    private final Semaphore inFlight = new Semaphore(IN_FLIGHT);
    private final Thread thread;
    private volatile boolean closed;
    private volatile long lastEntryNanos = System.nanoTime() - TimeUnit.HOURS.toNanos(1);

    EntryWriter(String name, Submitter submitter) {
        this.submitter = submitter;
        this.thread = Thread.ofPlatform().daemon().name(name).start(this::run);
    }

    /**
     * Queues one encoded operation. The result completes on a Raft thread, so what depends on it must not block.
     */
    CompletableFuture<Done> write(byte[] op) {
        Waiting waiting = new Waiting(op, new CompletableFuture<>());
        long bytes = waitingBytes.addAndGet(op.length);
        if (closed || bytes > MAX_WAITING_BYTES || !queue.offer(waiting)) {
            waitingBytes.addAndGet(-op.length);
            return CompletableFuture.failedFuture(
                    closed
                            ? new JournalException.Unavailable("this node is shutting down")
                            : new JournalException.Overloaded("more than " + MAX_WAITING + " changes or "
                                    + MAX_WAITING_BYTES + " bytes wait for the Raft log"));
        }
        if (closed) {
            failWaiting(); // close() may have emptied the queue before the offer
        }
        return waiting.result();
    }

    /** Time since the last entry was given to Raft. */
    Duration idle() {
        return Duration.ofNanos(System.nanoTime() - lastEntryNanos);
    }

    private void run() {
        @Nullable Waiting held = null;
        try {
            while (!closed) {
                inFlight.acquire();
                Waiting first = held != null ? held : queue.take();
                List<Waiting> batch = new ArrayList<>();
                held = collect(first, batch);
                send(batch);
            }
        } catch (InterruptedException e) {
            LOG.debug("{} ends", Thread.currentThread().getName());
        } finally {
            if (held != null) {
                fail(held);
            }
            failWaiting();
        }
    }

    /** Fills one entry; returns the operation that no longer fitted. */
    private @Nullable Waiting collect(Waiting first, List<Waiting> batch) {
        int bytes = JournalCodec.HEADER_BYTES;
        Waiting next = first;
        while (next != null && batch.size() < JournalCodec.MAX_OPS) {
            if (!batch.isEmpty() && bytes + next.op().length > JournalCodec.MAX_ENTRY_BYTES) {
                return next;
            }
            bytes += next.op().length;
            waitingBytes.addAndGet(-next.op().length);
            batch.add(next);
            next = batch.size() < JournalCodec.MAX_OPS ? queue.poll() : null;
        }
        return null;
    }

    private void send(List<Waiting> batch) {
        lastEntryNanos = System.nanoTime();
        CompletableFuture<Committed> committed;
        try {
            committed = submitter.submit(
                    JournalCodec.entry(batch.stream().map(Waiting::op).toList()));
        } catch (RuntimeException e) {
            committed = CompletableFuture.failedFuture(e);
        }
        CompletableFuture<Committed> bounded =
                committed.copy().orTimeout(ENTRY_DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
        var _ = bounded.whenComplete((entry, failure) -> {
            inFlight.release();
            complete(batch, entry, failure);
        });
    }

    private static void complete(List<Waiting> batch, @Nullable Committed entry, @Nullable Throwable failure) {
        List<Outcome> outcomes = List.of();
        Throwable problem = failure;
        if (entry != null) {
            try {
                outcomes = JournalCodec.decodeReply(entry.reply());
                if (outcomes.size() != batch.size()) {
                    problem = new IllegalStateException(
                            "the state machine answered " + outcomes.size() + " of " + batch.size() + " operations");
                }
            } catch (JournalCodec.MalformedException e) {
                problem = e;
            }
        }
        for (int i = 0; i < batch.size(); i++) {
            CompletableFuture<Done> result = batch.get(i).result();
            if (problem != null || entry == null) {
                result.completeExceptionally(Failures.journal(problem));
            } else {
                result.complete(new Done(outcomes.get(i), entry.logIndex()));
            }
        }
    }

    private void failWaiting() {
        for (Waiting left = queue.poll(); left != null; left = queue.poll()) {
            waitingBytes.addAndGet(-left.op().length);
            fail(left);
        }
    }

    private static void fail(Waiting left) {
        left.result().completeExceptionally(new JournalException.Unavailable("this node is shutting down"));
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        failWaiting();
    }
}
