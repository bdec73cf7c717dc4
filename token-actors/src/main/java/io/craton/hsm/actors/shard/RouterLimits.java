package io.craton.hsm.actors.shard;

import java.time.Duration;

/**
 * The router's limits.
 *
 * @param attemptTimeout how long an attempt may go unanswered before the next one
 * @param backoffMin the pause before the second attempt; it doubles for each further one
 * @param backoffMax the longest pause
 * @param maxConcurrentAsks asks under way on this node; a further one is refused at once
 */
public record RouterLimits(Duration attemptTimeout, Duration backoffMin, Duration backoffMax, int maxConcurrentAsks) {
    /** One round trip takes milliseconds, an election about a second; a session has at most one ask under way. */
    public static final RouterLimits DEFAULT =
            new RouterLimits(Duration.ofSeconds(1), Duration.ofMillis(10), Duration.ofMillis(50), 16_384);

    public RouterLimits {
        if (attemptTimeout.isNegative()
                || attemptTimeout.isZero()
                || backoffMin.isNegative()
                || maxConcurrentAsks < 1) {
            throw new IllegalArgumentException("router limits out of range");
        }
    }
}
