package io.craton.hsm.actors;

import io.craton.hsm.core.id.ApplicationId;
import io.craton.hsm.core.id.RequestId;

/**
 * What comes with every request: who asks, the number of the request, the lowest number of that application still unanswered (results
 * below it may be forgotten), and when the caller stops waiting.
 *
 * @param deadlineNanos on the clock of {@link System#nanoTime}
 */
public record Call(ApplicationId application, long sequence, long oldestUnanswered, long deadlineNanos) {
    public Call {
        if (sequence < 1 || oldestUnanswered < 0 || oldestUnanswered > sequence) {
            throw new IllegalArgumentException("request " + sequence + ", oldest unanswered " + oldestUnanswered);
        }
    }

    public RequestId request() {
        return new RequestId(application, sequence);
    }

    /** Nanoseconds left, 0 once the deadline has passed. */
    public long remainingNanos() {
        return Math.max(0, deadlineNanos - System.nanoTime());
    }
}
