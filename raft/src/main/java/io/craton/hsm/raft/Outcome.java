package io.craton.hsm.raft;

/**
 * What the state machine did with one operation.
 *
 * @param verdict the decision
 * @param head the highest sequence number of the persistence id afterwards, 0 where there is none
 */
record Outcome(Verdict verdict, long head) {
    /** The decisions; the ordinal is the wire form, so the order never changes. */
    enum Verdict {
        DONE,
        /** The very same change had been done before; nothing was done now. */
        REPEATED,
        /** Refused: the sequence number is not the next one, so another writer came first. */
        STALE_SEQUENCE,
        /** Refused: the log entry belongs to another term than the issuer was ready in. */
        STALE_TERM,
        /** Refused: the operation makes no sense here. */
        MALFORMED
    }

    static final Outcome STALE_TERM = new Outcome(Verdict.STALE_TERM, 0);
    static final Outcome MALFORMED = new Outcome(Verdict.MALFORMED, 0);

    static Outcome done(long head) {
        return new Outcome(Verdict.DONE, head);
    }
}
