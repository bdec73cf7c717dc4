package io.craton.hsm.raft;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** This node does not lead the group, or not in the term asked for. Nothing is known about a change under way. */
public final class NotLeaderException extends JournalException {
    private static final long serialVersionUID = 1L;

    private final @Nullable String leader;

    public NotLeaderException(GroupId group, Optional<String> leader) {
        super("not the leader of " + group
                + leader.map(l -> "; the leader is " + l).orElse("; no leader is known"));
        this.leader = leader.orElse(null);
    }

    /** Name of the node that leads, as far as this node knows. */
    public Optional<String> leader() {
        return Optional.ofNullable(leader);
    }
}
