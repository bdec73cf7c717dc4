package io.craton.hsm.auth.state;

/**
 * Attempts of a name, or from a source, that have not been followed by a success.
 *
 * @param lastMillis when the last one was counted
 */
public record Attempts(int count, long lastMillis) {
    static final Attempts NONE = new Attempts(0, 0);

    /** When the next attempt may be made, after {@code limit} of which there is a lock. */
    long openAgainMillis(int limit) {
        if (count == 0) {
            return Long.MIN_VALUE;
        }
        return lastMillis + (count >= limit ? SignInLimits.LOCK_MILLIS : backOffMillis());
    }

    private long backOffMillis() {
        int doublings = Math.min(count - 1, 16);
        return Math.min(SignInLimits.FIRST_BACK_OFF_MILLIS << doublings, SignInLimits.MAX_BACK_OFF_MILLIS);
    }

    Attempts counted(long atMillis) {
        boolean forgotten = atMillis - lastMillis >= SignInLimits.FORGET_MILLIS;
        return new Attempts(forgotten ? 1 : Math.min(count + 1, 1_000_000), Math.max(lastMillis, atMillis));
    }

    Attempts withoutOne() {
        return new Attempts(Math.max(0, count - 1), lastMillis);
    }
}
