package io.craton.hsm.actors.shard;

import io.craton.hsm.actors.Consensus;
import io.craton.hsm.actors.wire.ClusterMessage;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;

/**
 * Asks tokens, wherever their group is led. An ask is repeated, to the leader of the moment, until it is answered or its deadline has
 * passed; so the same message may arrive more than once, and changes are recognised by their request id. Thread-safe.
 *
 * @param <T> what tokens are asked
 */
public final class ShardRouter<T extends ClusterMessage> implements AutoCloseable {
    /** How often pending asks look for another leader, and their pauses and deadlines are looked at: one timer for all. */
    private static final Duration SWEEP = Duration.ofMillis(10);

    private final ActorSystem<?> system;
    private final Consensus consensus;
    private final GuardianDirectory guardians;
    private final RouterLimits limits;
    private final Set<PendingAsk<?, ?>> pending = ConcurrentHashMap.newKeySet();
    private final AtomicInteger underWay = new AtomicInteger();
    private final LongAdder retries = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder timedOut = new LongAdder();
    private final Cancellable sweeper;

    ShardRouter(ActorSystem<?> system, Consensus consensus, GuardianDirectory guardians, RouterLimits limits) {
        this.system = system;
        this.consensus = consensus;
        this.guardians = guardians;
        this.limits = limits;
        sweeper = Adapter.toClassic(system)
                .scheduler()
                .scheduleWithFixedDelay(SWEEP, SWEEP, this::sweep, system.executionContext());
    }

    /**
     * Asks the token in {@code slot} of {@code group}.
     *
     * @param message makes the message from the reference to answer to; called once for every attempt, on any thread
     * @param deadlineNanos on the clock of {@link System#nanoTime}
     * @return the answer; fails with {@link TimeoutException} at the deadline, and at once with {@link RejectedExecutionException} if
     *     too many asks are under way or the router is closed
     */
    public <R> CompletionStage<R> ask(int group, int slot, Function<ActorRef<R>, T> message, long deadlineNanos) {
        if (sweeper.isCancelled()) {
            return refuse("the router is closed");
        }
        if (underWay.incrementAndGet() > limits.maxConcurrentAsks()) {
            underWay.decrementAndGet();
            return refuse("more than " + limits.maxConcurrentAsks() + " asks of tokens under way");
        }
        PendingAsk<T, R> ask = new PendingAsk<>(this, group, slot, message, deadlineNanos);
        pending.add(ask);
        ask.start();
        return ask.answer();
    }

    /** Thread-safe; the counters are read one after the other. */
    public RouterStatus status() {
        return new RouterStatus(underWay.get(), retries.sum(), refused.sum(), timedOut.sum());
    }

    /** Fails what is under way. */
    @Override
    public void close() {
        sweeper.cancel();
        pending.forEach(ask -> ask.fail(new RejectedExecutionException("the router is closed")));
    }

    private void sweep() {
        long now = System.nanoTime();
        pending.forEach(ask -> ask.look(now));
    }

    private <R> CompletionStage<R> refuse(String reason) {
        refused.increment();
        return CompletableFuture.failedFuture(new RejectedExecutionException(reason));
    }

    /** {@code ask} has ended. Called once for each. */
    void ended(PendingAsk<?, ?> ask) {
        pending.remove(ask);
        underWay.decrementAndGet();
    }

    void countRetry() {
        retries.increment();
    }

    void countTimeout() {
        timedOut.increment();
    }

    ActorSystem<?> system() {
        return system;
    }

    Consensus consensus() {
        return consensus;
    }

    GuardianDirectory guardians() {
        return guardians;
    }

    RouterLimits limits() {
        return limits;
    }
}
