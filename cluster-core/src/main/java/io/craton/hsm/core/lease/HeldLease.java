package io.craton.hsm.core.lease;

/**
 * A node's lease on one token: until when it may use what it was told about the token, and which state of the token that was.
 *
 * @param term of the leader that granted it; a lower term is never listened to again
 * @param stamp of the token when it was granted or last revised; everything cached is right for this stamp
 * @param validUntilNanos on the holder's monotonic clock, counted from before it asked
 */
public record HeldLease(long term, long stamp, long validUntilNanos) {
    /** No lease yet. */
    public static HeldLease none(long nowNanos) {
        return new HeldLease(0, 0, nowNanos);
    }

    /** What becomes of the holder's cached entries. */
    public enum Entries {
        KEEP,
        DROP_NAMED,
        DROP_ALL
    }

    /** A new lease and what to do with cached entries before it is used. */
    public record Revision(HeldLease lease, Entries entries) {}

    public boolean isValidAt(long nowNanos) {
        return nowNanos - validUntilNanos < 0;
    }

    /**
     * The leader granted or renewed. A grant for another stamp means that a revocation was missed: then nothing cached is trusted. A late
     * answer, from an earlier term or from before a revocation that arrived meanwhile, changes nothing.
     */
    public Revision granted(long grantTerm, long grantStamp, long askedNanos) {
        if (grantTerm < term || grantStamp < stamp) {
            return new Revision(this, Entries.KEEP);
        }
        long until = askedNanos + LeaseTerms.DURATION.toNanos();
        if (grantTerm == term && grantStamp == stamp) {
            return new Revision(until - validUntilNanos > 0 ? new HeldLease(term, stamp, until) : this, Entries.KEEP);
        }
        Entries entries = grantStamp == stamp ? Entries.KEEP : Entries.DROP_ALL;
        return new Revision(new HeldLease(grantTerm, grantStamp, until), entries);
    }

    /**
     * The leader took something away, which moved the token from {@code fromStamp} to {@code toStamp}. It may be confirmed as soon as the
     * entries have been dropped.
     */
    public Revision revoked(long revokeTerm, long fromStamp, long toStamp) {
        if (revokeTerm < term || toStamp <= stamp) {
            return new Revision(this, Entries.KEEP);
        }
        Entries entries = fromStamp == stamp ? Entries.DROP_NAMED : Entries.DROP_ALL;
        return new Revision(new HeldLease(revokeTerm, toStamp, validUntilNanos), entries);
    }

    /** Whether an entry that a leader of {@code entryTerm} read at {@code entryStamp} may be cached under this lease. */
    public boolean covers(long entryTerm, long entryStamp) {
        return entryTerm == term && entryStamp == stamp;
    }
}
