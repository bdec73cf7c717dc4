package io.craton.hsm.core.lease;

import java.time.Duration;

/** The durations of a lease. All are measured on monotonic clocks; no two nodes' clocks are ever compared. */
public final class LeaseTerms {
    /**
     * How long a lease lasts, for the holder from before it asked. Long enough that signing goes on through an election and the recovery
     * of the token (3 s at most) when it was renewed on time; short enough that a change after a lost leader need not wait long.
     */
    public static final Duration DURATION = Duration.ofSeconds(5);

    /**
     * How long the granting side takes a lease to last: it waits a twentieth more than the holder counts, so that no lease outlives it
     * although the two clocks run at different rates. Monotonic clocks are slewed by 0.05 % at most; this bears 2.4 % on either side.
     */
    static final Duration GRANTED = DURATION.plus(DURATION.dividedBy(20));

    /** How often a holder renews, so that a lease has at least 4 s left when the leader is lost. */
    public static final Duration RENEWAL = Duration.ofSeconds(1);

    private LeaseTerms() {}
}
