package io.craton.hsm.ops.node;

import io.craton.hsm.actors.Consensus;
import io.craton.hsm.raft.GroupId;
import io.craton.hsm.raft.JournalRouter;
import io.craton.hsm.raft.LeadershipListener;
import io.craton.hsm.raft.PersistenceIds;
import io.craton.hsm.raft.RaftNode;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The Raft groups as the actors ask for them. The actors know the token groups only, numbered from 1. Thread-safe. */
final class RaftConsensus implements Consensus {
    private final RaftNode raft;
    private final JournalRouter journal;
    private final int tokenGroups;

    /** @param journal of the actor system that the actors live in */
    RaftConsensus(RaftNode raft, JournalRouter journal, int tokenGroups) {
        this.raft = raft;
        this.journal = journal;
        this.tokenGroups = tokenGroups;
    }

    @Override
    public int tokenGroups() {
        return tokenGroups;
    }

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
        raft.addListener(new Numbered(listener));
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
    public CompletionStage<Void> forget(String persistenceId) {
        return journal.forget(persistenceId);
    }

    @Override
    public String journalPluginId() {
        return "craton.raft.journal";
    }

    @Override
    public String snapshotPluginId() {
        return "craton.raft.snapshot-store";
    }

    /** Calls groups by their numbers. */
    private record Numbered(Listener listener) implements LeadershipListener {
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
            // The actors look the leader up when they need it.
        }
    }
}
