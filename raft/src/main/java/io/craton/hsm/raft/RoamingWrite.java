package io.craton.hsm.raft;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * One change on its way to a leader that may move meanwhile. Every attempt carries the same bytes, and the state machine
 * recognises what it has already done, so an attempt whose answer was lost does no harm.
 */
final class RoamingWrite {
    /** Between two attempts; an election takes some hundred milliseconds. */
    static final Duration PAUSE = Duration.ofMillis(25);

    private final GroupReplica replica;
    private final JournalOp op;
    private final BiFunction<GroupReplica, JournalOp, CompletionStage<EntryWriter.Done>> attempt;
    private final long deadlineNanos;
    private final CompletableFuture<EntryWriter.Done> result = new CompletableFuture<>();

    RoamingWrite(
            GroupReplica replica,
            JournalOp op,
            BiFunction<GroupReplica, JournalOp, CompletionStage<EntryWriter.Done>> attempt,
            Duration deadline) {
        this.replica = replica;
        this.op = op;
        this.attempt = attempt;
        this.deadlineNanos = System.nanoTime() + deadline.toNanos();
    }

    /** Begins; completes with the state machine's decision, or with the last failure once the deadline has passed. */
    CompletableFuture<EntryWriter.Done> start() {
        tryOnce();
        return result;
    }

    private void tryOnce() {
        CompletionStage<EntryWriter.Done> answer;
        try {
            answer = attempt.apply(replica, op);
        } catch (RuntimeException e) {
            answer = CompletableFuture.failedFuture(e);
        }
        var _ = answer.whenComplete(this::answered);
    }

    private void answered(EntryWriter.@Nullable Done done, @Nullable Throwable failure) {
        if (done != null) {
            result.complete(done);
            return;
        }
        JournalException reason = Failures.journal(failure);
        if (!mayRetry(reason) || System.nanoTime() + PAUSE.toNanos() - deadlineNanos > 0) {
            result.completeExceptionally(reason);
            return;
        }
        CompletableFuture.delayedExecutor(PAUSE.toMillis(), TimeUnit.MILLISECONDS)
                .execute(this::tryOnce);
    }

    private static boolean mayRetry(JournalException reason) {
        return switch (reason) {
            case NotLeaderException _, JournalException.Unavailable _, JournalException.Overloaded _ -> true;
            case JournalException.Fenced _, JournalException.Invalid _ -> false;
        };
    }
}
