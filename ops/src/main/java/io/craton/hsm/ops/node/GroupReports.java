package io.craton.hsm.ops.node;

import io.craton.hsm.ops.status.NodeReport;
import io.craton.hsm.raft.GroupId;
import io.craton.hsm.raft.GroupStatus;
import io.craton.hsm.raft.RaftNode;
import java.util.List;
import java.util.Optional;

/** What a Raft node tells of its groups. Thread-safe. */
final class GroupReports {
    private final RaftNode raft;

    GroupReports(RaftNode raft) {
        this.raft = raft;
    }

    List<NodeReport.Group> all() {
        return raft.groups().stream()
                .map(raft::status)
                .map(GroupReports::report)
                .toList();
    }

    List<String> led() {
        return raft.groups().stream()
                .filter(group -> raft.status(group).role() == GroupStatus.Role.LEADER)
                .map(GroupId::toString)
                .toList();
    }

    /**
     * Whether every group has a leader that this replica knows, and the replica itself lives and has something in its log: before that
     * the others do not count its vote, and the loss of the leader would leave the group without one.
     */
    boolean ready() {
        return raft.groups().stream()
                .map(raft::status)
                .allMatch(status -> status.alive() && status.leader().isPresent() && status.appliedIndex() >= 0);
    }

    /** The group whose replica here has stopped for good, if any. */
    Optional<GroupId> dead() {
        return raft.groups().stream()
                .filter(group -> !raft.status(group).alive())
                .findFirst();
    }

    private static NodeReport.Group report(GroupStatus status) {
        String role = switch (status.role()) {
            case LEADER -> "leader";
            case LEADER_NOT_READY -> "leader-not-ready";
            case FOLLOWER -> "follower";
            case CANDIDATE -> "candidate";
            case OTHER -> "other";
        };
        return new NodeReport.Group(
                status.group().toString(),
                role,
                status.term(),
                status.leader().orElse(null),
                status.committedIndex(),
                status.appliedIndex(),
                status.state().index(),
                status.state().sha256());
    }
}
