package io.craton.hsm.gateway;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * What a connection is doing, told by its thread without reading a clock and watched by another: a word that changes with every step. A
 * word that stands still for too long is a peer that stalls.
 */
final class Progress {
    /** The phases of a connection; all but RESTING and WORKING have a time limit. */
    enum Phase {
        /** From accepting to the handshake's reply. */
        GREETING,
        /** Between frames. */
        RESTING,
        /** Inside a frame. */
        READING,
        /** A request is with the service, which has its own deadline. */
        WORKING,
        /** A reply is on its way. */
        WRITING
    }

    private static final int PHASE_BITS = 3;
    private static final Phase[] PHASES = Phase.values();
    private static final VarHandle WORD = word();

    @SuppressWarnings("unused") // through WORD
    private long word = Phase.GREETING.ordinal();

    /** Of the connection's thread. */
    private long steps;

    private boolean greeted;
    private Phase phase = Phase.GREETING;

    /** Of the watching thread. */
    private long seenWord = -1;

    private long seenSinceNanos;

    private static VarHandle word() {
        try {
            return MethodHandles.lookup().findVarHandle(Progress.class, "word", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /**
     * Moves on, unless it is in that phase already: a peer that sends a byte now and then stalls like one that sends none. Until the
     * handshake is done the connection stays in GREETING, whatever it reads and writes.
     */
    void enter(Phase next) {
        if (greeted && next != phase) {
            phase = next;
            WORD.setOpaque(this, ++steps << PHASE_BITS | next.ordinal());
        }
    }

    void greeted() {
        greeted = true;
        enter(Phase.RESTING);
    }

    Phase phase() {
        return PHASES[(int) ((long) WORD.getOpaque(this) & (1 << PHASE_BITS) - 1)];
    }

    /** How long the present step has been seen to last, at least; called by one thread, with the time. */
    long standingNanos(long nowNanos) {
        long now = (long) WORD.getOpaque(this);
        if (now != seenWord) {
            seenWord = now;
            seenSinceNanos = nowNanos;
        }
        return nowNanos - seenSinceNanos;
    }
}
