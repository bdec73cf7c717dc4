package io.craton.hsm.ops.admin;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * While a node drains it hands over what it leads, and again whatever it is elected to lead. It goes on serving the applications that are
 * connected to it. Forgotten when the process ends. Thread-safe.
 */
public final class Drain implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Drain.class);
    private static final long LOOK_MILLIS = 1_000;

    private final Runnable handOver;
    private final ScheduledExecutorService worker = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("craton-drain").factory());
    private volatile boolean draining;

    /** @param handOver lets others lead what this node leads; may block for seconds, and does nothing where it leads nothing */
    public Drain(Runnable handOver) {
        this.handOver = handOver;
        var _ = worker.scheduleWithFixedDelay(this::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    public boolean isDraining() {
        return draining;
    }

    /** Begins or ends; completes once a first hand-over was tried. */
    CompletionStage<Void> set(boolean wanted) {
        if (draining != wanted) {
            LOG.info(wanted ? "the node drains" : "the node does not drain any more");
        }
        draining = wanted;
        return CompletableFuture.runAsync(this::look, worker);
    }

    private void look() {
        try {
            if (draining) {
                handOver.run();
            }
        } catch (RuntimeException e) {
            LOG.warn("leadership was not handed over: {}", e.toString());
        }
    }

    @Override
    public void close() {
        worker.shutdownNow();
    }
}
