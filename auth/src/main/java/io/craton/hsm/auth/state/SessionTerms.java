package io.craton.hsm.auth.state;

import java.time.Duration;

/**
 * When a session ends by itself. A session keeps the terms it was opened with.
 *
 * @param idleMillis without use; between 2 minutes and 12 hours, and effective to the grain of a minute
 * @param absoluteMillis whatever its use; at least {@code idleMillis}, at most 24 hours
 */
public record SessionTerms(long idleMillis, long absoluteMillis) {
    static final long MIN_IDLE_MILLIS = Duration.ofMinutes(2).toMillis();
    static final long MAX_IDLE_MILLIS = Duration.ofHours(12).toMillis();
    static final long MAX_ABSOLUTE_MILLIS = Duration.ofHours(24).toMillis();

    public static final SessionTerms DEFAULT = new SessionTerms(
            Duration.ofMinutes(15).toMillis(), Duration.ofHours(8).toMillis());

    public SessionTerms {
        if (!isValid(idleMillis, absoluteMillis)) {
            throw new IllegalArgumentException("sessions: expected an idle time of 2 minutes to 12 hours, and an"
                    + " absolute time from there to 24 hours");
        }
    }

    static boolean isValid(long idleMillis, long absoluteMillis) {
        return idleMillis >= MIN_IDLE_MILLIS
                && idleMillis <= MAX_IDLE_MILLIS
                && absoluteMillis >= idleMillis
                && absoluteMillis <= MAX_ABSOLUTE_MILLIS;
    }
}
