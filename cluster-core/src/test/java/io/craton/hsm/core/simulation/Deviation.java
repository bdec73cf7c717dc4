package io.craton.hsm.core.simulation;

/** A mistake that the protocol is shown not to make: with any of these, the invariants must break for some seed. */
enum Deviation {
    /** The leader grants without asking whether it still leads. */
    GRANT_WITHOUT_CONFIRMATION(7),
    /** The leader asks whether its node leads, not whether it leads in its own term. */
    CONFIRMATION_OF_ANOTHER_TERM(53),
    /** A grant counts as a confirmation of what it says, although it may never arrive. */
    GRANT_COUNTS_AS_CONFIRMATION(10),
    /** A new leader takes its own ledger for all there is. */
    NO_QUIET_PERIOD(1),
    /** A signature leaves without another look at the lease and the entry. */
    NO_CHECK_AFTER_THE_OPERATION(4),
    /** The holder counts its lease from the answer. */
    LEASE_COUNTED_FROM_THE_REPLY(52),
    /** The grant carries the stamp that was current when the request came, not when it is granted. */
    GRANT_OF_AN_OLD_STAMP(2057),
    /** A late entry is cached whatever happened since it was read. */
    ENTRY_CACHED_UNSEEN(8),
    /** A change that takes something away is acknowledged once it is committed. */
    ANSWER_WITHOUT_SETTLING(1),
    /** A repeat is answered from the table of results at once. */
    REPEAT_ANSWERED_AT_ONCE(2),
    /** Clocks differ by more than the margin. */
    CLOCKS_BEYOND_THE_MARGIN(26),
    /** The journal takes writes of deposed copies, as long as their sequence number fits. */
    NO_TERM_FENCE(284),
    /** The journal takes any sequence number. */
    NO_SEQUENCE_FENCE(12),
    /** A peer says that it has an entry before it is on its disk. */
    ACKNOWLEDGED_BEFORE_SYNC(66),
    /** A PIN is looked at before its try is on record. */
    PIN_CHECKED_BEFORE_COUNTED(1);

    private final long likelySeed;

    Deviation(long likelySeed) {
        this.likelySeed = likelySeed;
    }

    /** Where to begin to look for a run that shows it: saves time, and means nothing else. */
    long likelySeed() {
        return likelySeed;
    }
}
