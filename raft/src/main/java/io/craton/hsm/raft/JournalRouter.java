package io.craton.hsm.raft;

import com.typesafe.config.Config;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.Extension;
import org.apache.pekko.actor.Props;
import org.jspecify.annotations.Nullable;

/**
 * Brings a change to the leader of its group: a resident one only in this process and only in the term this node is
 * ready in, a roaming one wherever the leader is, again and again until the deadline. One per actor system; safe for any
 * thread.
 */
public final class JournalRouter implements Extension {
    private final @Nullable RaftJournalSetup setup;
    private final @Nullable ActorRef forwarder;
    private final Duration deadline;
    private final Optional<GroupId> groupOfOtherIds;

    JournalRouter(ExtendedActorSystem system) {
        Config config = system.settings().config().getConfig("craton.raft");
        deadline = config.getDuration("deadline");
        boolean embedded = config.getBoolean("embedded");
        groupOfOtherIds = groupOfOtherIds(config.getString("group-of-other-ids"), embedded);
        RaftJournalSetup given =
                system.settings().setup().get(RaftJournalSetup.class).orElse(null);
        if (given != null && embedded) {
            throw new IllegalStateException("craton.raft.embedded is on, and there is a RaftJournalSetup too");
        }
        setup = embedded ? embedded(system, config.getString("directory")) : given;
        Duration attemptTimeout = config.getDuration("attempt-timeout");
        forwarder = setup == null
                ? null
                : system.systemActorOf(Props.create(Forwarder.class, setup.node(), attemptTimeout), Forwarder.NAME);
    }

    private RaftJournalSetup embedded(ExtendedActorSystem system, String directory) {
        if (directory.isBlank()) {
            throw new IllegalStateException("craton.raft.embedded is on, but craton.raft.directory is empty");
        }
        EmbeddedNode node = EmbeddedNode.open(Path.of(directory), deadline);
        system.registerOnTermination(node::close);
        return new RaftJournalSetup(node.node(), name -> {
            throw new IllegalStateException("the node is alone; there is no " + name);
        });
    }

    /** With a node of its own, an actor system comes with ids of its own. */
    private static Optional<GroupId> groupOfOtherIds(String configured, boolean embedded) {
        if (configured.equals("off") || configured.equals("false")) {
            return embedded ? Optional.of(new GroupId(1)) : Optional.empty();
        }
        return Optional.of(GroupId.parse(configured));
    }

    RaftNode node() {
        return setup().node();
    }

    /** @throws JournalException.Invalid when the id belongs to no group of this cluster */
    GroupReplica replica(String persistenceId) {
        GroupId group = PersistenceIds.find(persistenceId)
                .or(() -> groupOfOtherIds)
                .orElseThrow(() -> new JournalException.Invalid("a persistence id that names no Raft group"));
        try {
            return node().replica(group);
        } catch (IllegalArgumentException e) {
            throw new JournalException.Invalid(String.valueOf(e.getMessage()));
        }
    }

    /** The router of an actor system. */
    public static JournalRouter get(ActorSystem system) {
        return JournalRouterId.INSTANCE.get(system);
    }

    /**
     * Drops everything of a persistence id whose actor has ended for good and whose name is never used again: events and
     * snapshots at once, the highest sequence number once no write of it can be under way any more. Until then whoever
     * writes under it is refused like a second writer. Doing it again, or for an id that was never written, changes
     * nothing. A resident id only on the node that leads its group.
     *
     * @return completed when it is dropped, or failed with a {@link JournalException}
     */
    public CompletionStage<Void> forget(String persistenceId) {
        return write(persistenceId, new JournalOp.Forget(persistenceId, JournalOp.ANY_TERM))
                .thenAccept(outcome -> Failures.check(replica(persistenceId).group(), outcome));
    }

    /** Makes a change; completes with what the state machine decided, or with a {@link JournalException}. */
    CompletableFuture<Outcome> write(String persistenceId, JournalOp op) {
        return writeAnyOutcome(persistenceId, op).thenApply(EntryWriter.Done::outcome);
    }

    /**
     * Completes when everything that was committed before the call can be read from this node's replica. A resident id
     * is only read by the node that leads; elsewhere it fails at once.
     */
    CompletableFuture<Void> barrier(String persistenceId) {
        GroupReplica replica;
        try {
            replica = replica(persistenceId);
        } catch (JournalException e) {
            return CompletableFuture.failedFuture(e);
        }
        if (PersistenceIds.isResident(persistenceId)) {
            return replica.barrier();
        }
        return writeAnyOutcome(persistenceId, new JournalOp.Barrier(JournalOp.ANY_TERM))
                .thenCompose(done -> {
                    Failures.check(replica.group(), done.outcome());
                    return replica.machine()
                            .applied(done.logIndex())
                            .copy()
                            .orTimeout(deadline.toMillis(), TimeUnit.MILLISECONDS);
                })
                .exceptionallyCompose(e -> CompletableFuture.failedFuture(Failures.journal(e)));
    }

    private CompletableFuture<EntryWriter.Done> writeAnyOutcome(String persistenceId, JournalOp op) {
        try {
            GroupReplica replica = replica(persistenceId);
            if (PersistenceIds.isResident(persistenceId)) {
                return replica.writeAsLeader(op);
            }
            RoamingWrite write = new RoamingWrite(replica, op, this::attempt, deadline);
            return write.start();
        } catch (JournalException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** One attempt at the node that seems to lead now. */
    private CompletionStage<EntryWriter.Done> attempt(GroupReplica replica, JournalOp op) {
        Optional<String> leader = replica.leader();
        if (leader.isEmpty()) {
            return CompletableFuture.failedFuture(new NotLeaderException(replica.group(), leader));
        }
        if (leader.get().equals(node().name())) {
            return replica.write(op);
        }
        CompletableFuture<EntryWriter.Done> result = new CompletableFuture<>();
        byte[] encoded = JournalCodec.encode(op);
        if (encoded.length > Forwarder.MAX_OP_BYTES) {
            return CompletableFuture.failedFuture(new JournalException.Invalid("a change of " + encoded.length
                    + " bytes is too large to be sent to the leader; at most " + Forwarder.MAX_OP_BYTES));
        }
        if (forwarder != null) {
            forwarder.tell(
                    new Forwarder.Forward(setup().address(leader.get()), replica.group(), encoded, result),
                    ActorRef.noSender());
        }
        return result;
    }

    private RaftJournalSetup setup() {
        if (setup == null) {
            throw new IllegalStateException(
                    "the actor system has neither a RaftJournalSetup nor craton.raft.embedded = on");
        }
        return setup;
    }
}
