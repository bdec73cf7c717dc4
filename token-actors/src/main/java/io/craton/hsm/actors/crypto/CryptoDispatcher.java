package io.craton.hsm.actors.crypto;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/**
 * Bounds the cryptography of a node. Short work (signing, encrypting) runs on the thread that asks for it, under one of as many permits as
 * the node may keep cores busy, so that it costs no hand-over; a thread waits for a permit no longer than its caller waits for it. Long work of
 * actors (PIN checks) runs on threads of its own behind a bounded queue, so that it can neither block an actor nor starve signing.
 * Thread-safe.
 */
public final class CryptoDispatcher implements AutoCloseable {
    /** PIN checks that may wait; each is about a second of work, so that a longer queue would only outlive its callers. */
    static final int MAX_QUEUED = 64;

    private static final int PIN_THREADS = 2;

    private final Semaphore permits;
    private final int maxPermits;
    private final ThreadPoolExecutor pins;
    private final LongAdder refused = new LongAdder();

    private CryptoDispatcher(int threads) {
        this.maxPermits = threads;
        this.permits = new Semaphore(threads);
        this.pins = new ThreadPoolExecutor(
                PIN_THREADS,
                PIN_THREADS,
                30,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(MAX_QUEUED),
                Thread.ofPlatform().name("craton-pin-", 0).daemon(true).factory());
        this.pins.allowCoreThreadTimeOut(true);
    }

    /** @param threads how many threads may compute at once, at least 1 */
    public static CryptoDispatcher of(int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("crypto threads: " + threads);
        }
        return new CryptoDispatcher(threads);
    }

    /** Runs {@code work} on this thread once there is a permit; empty when there was none by {@code deadlineNanos} ({@link System#nanoTime}). */
    public <T> Optional<T> onCallerThread(long deadlineNanos, Supplier<T> work) {
        if (!acquire(deadlineNanos)) {
            refused.increment();
            return Optional.empty();
        }
        try {
            return Optional.of(work.get());
        } finally {
            permits.release();
        }
    }

    private boolean acquire(long deadlineNanos) {
        if (permits.tryAcquire()) {
            return true;
        }
        try {
            return permits.tryAcquire(Math.max(0, deadlineNanos - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Runs {@code work} on a thread of the dispatcher. Fails with {@link RejectedExecutionException} when too much is waiting. */
    public <T> CompletionStage<T> submit(Supplier<T> work) {
        try {
            return CompletableFuture.supplyAsync(work, pins);
        } catch (RejectedExecutionException e) {
            refused.increment();
            return CompletableFuture.failedStage(e);
        }
    }

    /** How busy the dispatcher is. */
    public record Load(int running, int waiting, int queuedPins, long refused) {}

    public Load load() {
        return new Load(
                maxPermits - permits.availablePermits(),
                permits.getQueueLength(),
                pins.getQueue().size(),
                refused.sum());
    }

    /** Takes no more long work; what runs is finished. */
    @Override
    public void close() {
        pins.shutdown();
    }
}
