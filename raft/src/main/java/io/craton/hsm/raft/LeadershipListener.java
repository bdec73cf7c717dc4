package io.craton.hsm.raft;

import java.util.Optional;

/**
 * Hears of leadership in the order it happened. Callbacks of one group are serialised and run on a thread of the node
 * that no Raft work waits for; a callback that blocks delays only the later ones of the same group.
 */
public interface LeadershipListener {
    /** This node leads {@code group} in {@code term} and has applied everything committed in earlier terms. */
    void leaderReady(GroupId group, long term);

    /** The leadership last announced by {@link #leaderReady} is over; a new term of the same node also ends it. */
    void leadershipLost(GroupId group);

    /** The leader as this replica knows it; empty while none is known. */
    void leaderChanged(GroupId group, Optional<String> leader);
}
