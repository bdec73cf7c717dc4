package io.craton.hsm.raft;

import java.util.Optional;

/**
 * One replica of one group, at a glance.
 *
 * @param group the group
 * @param role what this replica is
 * @param term the current term, 0 before the first election
 * @param leader name of the leader this replica knows
 * @param committedIndex last log index known to be committed, -1 if none
 * @param appliedIndex last log index applied to the journal, -1 if none
 * @param state what this replica's journal holds, in one number
 * @param alive false when the replica has stopped for good (for instance after a failed snapshot installation); the
 *     process must then be restarted
 */
public record GroupStatus(
        GroupId group,
        Role role,
        long term,
        Optional<String> leader,
        long committedIndex,
        long appliedIndex,
        StateDigest state,
        boolean alive) {

    /**
     * A hash over every change so far: replicas that have applied the same entries have the same.
     *
     * @param index of the last entry that changed anything, -1 if none
     * @param sha256 hexadecimal
     */
    public record StateDigest(long index, String sha256) {}

    /** What a replica is in its group. */
    public enum Role {
        /** Leads, but has not yet applied all of the earlier terms. */
        LEADER_NOT_READY,
        LEADER,
        FOLLOWER,
        CANDIDATE,
        /** Takes entries without a vote, or is being started. */
        OTHER
    }
}
