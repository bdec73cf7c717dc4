package io.craton.hsm.core.session;

/** The bounds of one session. Fixed in code because every copy must decide alike. */
public final class SessionLimits {
    public static final int MAX_OBJECTS = 4_096;

    /** Handles of one session's objects are never reused, and a handle has 24 bits for them. */
    public static final long MAX_OBJECTS_EVER = (1L << 24) - 1;

    /** Results kept for repeats; a session has far fewer requests open at once. */
    public static final int MAX_RESULTS = 128;

    private SessionLimits() {}
}
