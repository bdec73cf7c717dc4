package io.craton.hsm.auth.state;

/** The bounds of what is agreed on. They are fixed in code because every replica must decide alike. */
public final class SignInLimits {
    public static final int MAX_SESSIONS = 4_096;

    /** One more ends the operator's oldest. */
    public static final int MAX_SESSIONS_PER_OPERATOR = 16;

    /** Sign-ins that wait for a code; one more drops the oldest. */
    public static final int MAX_PENDING = 1_024;

    /** How long a sign-in waits for its code. */
    public static final long PENDING_MILLIS = 5 * 60_000L;

    /** How long an officer's permission to enrol lasts at most. */
    public static final long MAX_ENROLMENT_MILLIS = 7 * 24 * 3_600_000L;

    public static final int MAX_OPERATORS = 10_000;

    /** Names, and sources, whose failures are remembered; one more lets go of the one that was quiet longest. */
    public static final int MAX_REMEMBERED = 4_096;

    /** Failures after which a name is locked for {@link #LOCK_MILLIS}. */
    public static final int MAX_NAME_FAILURES = 10;

    /** Failures after which a source is: many people may share an address. */
    public static final int MAX_SOURCE_FAILURES = 100;

    public static final long LOCK_MILLIS = 15 * 60_000L;

    /** Failures count from zero again after so long without one. */
    public static final long FORGET_MILLIS = 60 * 60_000L;

    public static final long FIRST_BACK_OFF_MILLIS = 100;
    public static final long MAX_BACK_OFF_MILLIS = 5_000;

    /** The use of a session is recorded no finer than this: an event for every request would drown the log. */
    public static final long SEEN_GRAIN_MILLIS = 60_000;

    public static final int MAX_SOURCE_BYTES = 64;

    private SignInLimits() {}
}
