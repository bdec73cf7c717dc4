package io.craton.hsm.raft;

import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** What went wrong, as callers of the journal see it. */
final class Failures {
    private Failures() {}

    static Throwable cause(Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    /** A journal exception that says the same; the outcome of the change is then unknown. */
    static JournalException journal(@Nullable Throwable failure) {
        if (failure == null) {
            return new JournalException.Unavailable("no answer from the Raft log");
        }
        Throwable cause = cause(failure);
        if (cause instanceof JournalException known) {
            return known;
        }
        JournalException.Unavailable unavailable = new JournalException.Unavailable(
                cause instanceof TimeoutException
                        ? "the Raft log did not answer before the deadline"
                        : "the Raft log failed: " + cause.getMessage());
        unavailable.initCause(cause);
        return unavailable;
    }

    /** Like {@link #journal}, for a refusal by the state machine; returns normally when it was done. */
    static void check(GroupId group, Outcome outcome) {
        switch (outcome.verdict()) {
            case DONE, REPEATED -> {}
            case STALE_SEQUENCE ->
                throw new JournalException.Fenced(
                        "another writer has written up to " + outcome.head() + " in " + group);
            case STALE_TERM -> throw new NotLeaderException(group, Optional.empty());
            case MALFORMED -> throw new JournalException.Invalid("the journal of " + group + " refused the change");
        }
    }
}
