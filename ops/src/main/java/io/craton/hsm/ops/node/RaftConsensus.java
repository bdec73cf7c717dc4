package io.craton.hsm.ops.node;

import io.craton.hsm.actors.Consensus;
import io.craton.hsm.raft.GroupId;
import io.craton.hsm.raft.LeadershipListener;
import io.craton.hsm.raft.PersistenceIds;
import io.craton.hsm.raft.RaftNode;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** What the actors need of Raft, from this node's Raft server. */
record RaftConsensus(RaftNode raft, int tokenGroups) implements Consensus {
    private static final String JOURNAL = "craton.raft.journal";
    private static final String SNAPSHOTS = "craton.raft.snapshot-store";

    @Override
    public String self() {
        return raft.name();
    }

    @Override
    public Optional<String> leader(int group) {
        return raft.leader(new GroupId(group));
    }

    @Override
    public CompletionStage<Void> confirmLeadership(int group, long term) {
        return raft.confirmLeadership(new GroupId(group), term);
    }

    @Override
    public void addListener(Listener listener) {
        raft.addListener(new LeadershipListener() {
            @Override
            public void leaderReady(GroupId group, long term) {
                listener.leaderReady(group.index(), term);
            }

            @Override
            public void leadershipLost(GroupId group) {
                listener.leadershipLost(group.index());
            }

            @Override
            public void leaderChanged(GroupId group, Optional<String> leader) {
                // Routing asks for the leader when it needs one.
            }
        });
    }

    @Override
    public String residentId(int group, String name) {
        return PersistenceIds.resident(new GroupId(group), name);
    }

    @Override
    public String roamingId(int group, String name) {
        return PersistenceIds.roaming(new GroupId(group), name);
    }

    @Override
    public String journalPluginId() {
        return JOURNAL;
    }

    @Override
    public String snapshotPluginId() {
        return SNAPSHOTS;
    }
}
