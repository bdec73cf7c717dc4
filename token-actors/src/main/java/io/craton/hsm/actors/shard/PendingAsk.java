package io.craton.hsm.actors.shard;

import io.craton.hsm.actors.wire.ClusterMessage;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.jspecify.annotations.Nullable;

/**
 * One ask, until it is answered. It is either in an attempt, at a node, or in a pause. A real answer ends it whichever attempt it is
 * the answer to; a refusal or a time-out counts only for the attempt that is waited for. Thread-safe.
 */
final class PendingAsk<T extends ClusterMessage, R> {
    private final ShardRouter<T> router;
    private final int group;
    private final int slot;
    private final Function<ActorRef<R>, T> message;
    private final long deadlineNanos;
    private final CompletableFuture<R> answer = new CompletableFuture<>();
    private final AtomicBoolean over = new AtomicBoolean();

    /** Guarded by this, as all below: attempts begun. */
    private int attempts;

    /** The node of the attempt under way; null in a pause. */
    private @Nullable String asked;

    /** The end of the pause. */
    private long resumeNanos;

    /** Where a guardian that does not serve sent us. */
    private Optional<String> hint = Optional.empty();

    private int pauses;

    PendingAsk(ShardRouter<T> router, int group, int slot, Function<ActorRef<R>, T> message, long deadlineNanos) {
        this.router = router;
        this.group = group;
        this.slot = slot;
        this.message = message;
        this.deadlineNanos = deadlineNanos;
    }

    CompletionStage<R> answer() {
        return answer;
    }

    void start() {
        attempt();
    }

    /** Goes on if it is time to. */
    void look(long now) {
        if (deadlineNanos - now <= 0) {
            expire();
        } else if (isDue(now)) {
            attempt();
        }
    }

    void fail(Throwable problem) {
        if (over.compareAndSet(false, true)) {
            router.ended(this);
            answer.completeExceptionally(problem);
        }
    }

    private synchronized boolean isDue(long now) {
        if (asked == null) {
            return resumeNanos - now <= 0;
        }
        Optional<String> leader = router.consensus().leader(group);
        return leader.isPresent() && !leader.get().equals(asked) && !leader.equals(hint);
    }

    private void attempt() {
        Optional<String> node;
        int number;
        synchronized (this) {
            node = hint.or(() -> router.consensus().leader(group));
            hint = Optional.empty();
            asked = node.orElse(null);
            number = ++attempts;
        }
        if (number > 1) {
            router.countRetry();
        }
        Optional<ActorRef<ShardMessage>> guardian =
                node.flatMap(name -> router.guardians().find(name, group));
        if (guardian.isEmpty()) {
            pause(number, Optional.empty());
            return;
        }
        send(guardian.get(), number);
    }

    // A failure to make or send the message is the caller's to know, whatever it is.
    @SuppressWarnings("FutureReturnValueIgnored")
    private void send(ActorRef<ShardMessage> guardian, int number) {
        try {
            AskPattern.<ShardMessage, R>ask(
                            guardian,
                            replyTo -> new ToSlot(slot, message.apply(replyTo)),
                            attemptTimeout(),
                            router.system().scheduler())
                    .whenComplete((reply, problem) -> ended(number, reply, problem));
        } catch (RuntimeException e) {
            fail(e);
        }
    }

    private Duration attemptTimeout() {
        long remaining = Math.max(1, deadlineNanos - System.nanoTime());
        return Duration.ofNanos(
                Math.min(remaining, router.limits().attemptTimeout().toNanos()));
    }

    /** {@code reply} is an {@code R} or, whatever the types say, a {@link NotLeader}. */
    @SuppressWarnings("unchecked")
    private void ended(int number, @Nullable Object reply, @Nullable Throwable problem) {
        if (problem != null) {
            Throwable cause =
                    problem instanceof CompletionException && problem.getCause() != null ? problem.getCause() : problem;
            if (cause instanceof TimeoutException) {
                pause(number, Optional.empty());
            } else {
                fail(cause);
            }
        } else if (reply instanceof NotLeader(int ignored, Optional<String> leader)) {
            pause(number, leader);
        } else if (over.compareAndSet(false, true)) {
            router.ended(this);
            answer.complete((R) reply);
        }
    }

    /** Waits before the attempt after {@code number}, unless that has begun already. */
    private synchronized void pause(int number, Optional<String> leader) {
        if (number != attempts) {
            return;
        }
        hint = leader.filter(name -> !name.equals(asked));
        asked = null;
        RouterLimits limits = router.limits();
        long nanos = limits.backoffMin().toNanos() << Math.min(pauses++, 16);
        resumeNanos = System.nanoTime() + Math.min(nanos, limits.backoffMax().toNanos());
    }

    private void expire() {
        if (over.compareAndSet(false, true)) {
            router.ended(this);
            router.countTimeout();
            answer.completeExceptionally(new TimeoutException("no answer for slot " + slot + " of group " + group
                    + " before the deadline, after " + begun() + " attempts"));
        }
    }

    private synchronized int begun() {
        return attempts;
    }
}
