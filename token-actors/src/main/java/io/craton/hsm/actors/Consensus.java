package io.craton.hsm.actors;

import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** What the actors need to know of the Raft groups, whoever runs them. The meta group is 0; token groups are numbered from 1. Thread-safe. */
public interface Consensus {
    /** The number of token groups, fixed when the cluster is formed. */
    int tokenGroups();

    /** This node's name. */
    String self();

    /** The node that leads {@code group}, as this node's replica knows it. Never blocks. */
    Optional<String> leader(int group);

    /**
     * Succeeds only if this node led {@code group} in {@code term} at some instant after the call; fails otherwise. What an actor of that term
     * answers after it is linearizable.
     */
    CompletionStage<Void> confirmLeadership(int group, long term);

    /** Registers {@code listener}, which is first told the present state. */
    void addListener(Listener listener);

    /** The persistence id of a state that only the leader of {@code group} may write. */
    String residentId(int group, String name);

    /** The persistence id of a state in {@code group} that any node may write, one at a time. */
    String roamingId(int group, String name);

    /**
     * Drops everything that was persisted under {@code persistenceId} of {@link #roamingId}, whose actor has ended for good and whose name is never
     * used again. Doing it again changes nothing. Fails when that is not certain before a deadline of its own.
     */
    CompletionStage<Void> forget(String persistenceId);

    String journalPluginId();

    String snapshotPluginId();

    /** Callbacks come one at a time for a group and must not block. */
    interface Listener {
        /** This node leads {@code group} in {@code term} and has applied everything committed before it. */
        void leaderReady(int group, long term);

        void leadershipLost(int group);
    }
}
