package io.craton.hsm.raft;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientAsynchronousProtocol;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.protocol.TransferLeadershipRequest;
import org.apache.ratis.protocol.exceptions.LeaderNotReadyException;
import org.apache.ratis.protocol.exceptions.LeaderSteppingDownException;
import org.apache.ratis.protocol.exceptions.RaftException;
import org.apache.ratis.server.DivisionInfo;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.thirdparty.com.google.protobuf.UnsafeByteOperations;

/**
 * This node's replica of one group: writes through its log, reads from its database, and knows who leads.
 *
 * <p>Reads are ordered by {@linkplain JournalOp.Barrier barriers}, not by Ratis's ReadIndex: a leader that was paused or
 * cut off and has committed nothing since answers a ReadIndex from an acknowledgement of before (Ratis 3.3.0,
 * {@code ReadIndexHeartbeats}: an index acknowledged once needs no further heartbeat), so it may be stale. A committed
 * entry cannot be. Ratis's leader lease is no substitute either: a vote of a higher term is granted while it is valid.
 */
final class GroupReplica implements AutoCloseable {
    private final GroupId group;
    private final RaftGroupId raftGroup;
    private final RaftPeerId self;
    private final RaftServer server;
    private final RaftServer.Division division;
    private final JournalStateMachine machine;
    private final LeadershipTracker tracker;
    private final EntryWriter writer;
    private final ClientId client = ClientId.randomId();
    private final AtomicLong callIds = new AtomicLong();

    GroupReplica(GroupId group, RaftGroupId raftGroup, RaftServer server, JournalStateMachine machine)
            throws IOException {
        this.group = group;
        this.raftGroup = raftGroup;
        this.self = server.getId();
        this.server = server;
        this.division = server.getDivision(raftGroup);
        this.machine = machine;
        this.tracker = new LeadershipTracker(group, this::leadership);
        this.writer = new EntryWriter("raft-write-" + group, this::submit);
    }

    GroupId group() {
        return group;
    }

    LeadershipTracker tracker() {
        return tracker;
    }

    JournalStateMachine machine() {
        return machine;
    }

    JournalStore store() {
        return machine.store();
    }

    Optional<String> leader() {
        return Optional.ofNullable(division.getInfo().getLeaderId()).map(RaftPeerId::toString);
    }

    /** Writes an operation bound to the term this node is ready in; fails at once when it is not. */
    CompletableFuture<EntryWriter.Done> writeAsLeader(JournalOp op) {
        OptionalLong term = tracker.announced().readyTerm();
        if (term.isEmpty()) {
            return CompletableFuture.failedFuture(new NotLeaderException(group, leader()));
        }
        return write(op.inTerm(term.getAsLong()));
    }

    /** Writes an operation as it is; fails when this node does not lead. */
    CompletableFuture<EntryWriter.Done> write(JournalOp op) {
        try {
            return writer.write(JournalCodec.encode(op));
        } catch (JournalException.Invalid e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Completes when what was committed before the call is in this replica; fails when this node does not lead. */
    CompletableFuture<Void> barrier() {
        return writeAsLeader(new JournalOp.Barrier(JournalOp.ANY_TERM)).thenAccept(this::check);
    }

    /** Completes if this node led in {@code term} at an instant after the call. */
    CompletableFuture<Void> confirm(long term) {
        OptionalLong ready = tracker.announced().readyTerm();
        if (ready.isEmpty() || ready.getAsLong() != term) {
            return CompletableFuture.failedFuture(new NotLeaderException(group, leader()));
        }
        return write(new JournalOp.Barrier(term)).thenAccept(this::check);
    }

    private void check(EntryWriter.Done done) {
        Failures.check(group, done.outcome());
    }

    /** Keeps an idle group moving: a follower that lost its disk only catches up behind a new entry (RATIS-2523). */
    void beat(Duration idleFor) {
        if (tracker.announced().readyTerm().isPresent() && writer.idle().compareTo(idleFor) >= 0) {
            var _ = barrier(); // a failure shows in leadership, which is tracked
        }
    }

    CompletableFuture<Void> transferLeadership(RaftPeerId to, Duration deadline) {
        TransferLeadershipRequest request = new TransferLeadershipRequest(
                client, self, raftGroup, callIds.incrementAndGet(), to, deadline.toMillis());
        try {
            return server.transferLeadershipAsync(request)
                    .copy()
                    .orTimeout(deadline.toMillis() + 1000, TimeUnit.MILLISECONDS)
                    .thenAccept(reply -> {
                        if (!reply.isSuccess()) {
                            throw refused(reply);
                        }
                    });
        } catch (IOException e) {
            return CompletableFuture.failedFuture(Failures.journal(e));
        }
    }

    GroupStatus status() {
        DivisionInfo info = division.getInfo();
        boolean alive = info.isAlive() && server.getLifeCycleState().isRunning();
        return new GroupStatus(
                group,
                role(info),
                info.getCurrentTerm(),
                leader(),
                division.getRaftLog().getLastCommittedIndex(),
                machine.getLastAppliedTermIndex().getIndex(),
                machine.mark().state(),
                alive);
    }

    private static GroupStatus.Role role(DivisionInfo info) {
        return switch (info.getCurrentRole()) {
            case LEADER -> info.isLeaderReady() ? GroupStatus.Role.LEADER : GroupStatus.Role.LEADER_NOT_READY;
            case FOLLOWER -> GroupStatus.Role.FOLLOWER;
            case CANDIDATE -> GroupStatus.Role.CANDIDATE;
            case LISTENER, UNRECOGNIZED -> GroupStatus.Role.OTHER;
        };
    }

    private LeadershipTracker.Leadership leadership() {
        DivisionInfo info = division.getInfo();
        if (!info.isAlive()) {
            return LeadershipTracker.Leadership.NONE;
        }
        long term = info.getCurrentTerm();
        boolean ready = info.isLeaderReady() && info.getCurrentTerm() == term;
        return new LeadershipTracker.Leadership(ready ? OptionalLong.of(term) : OptionalLong.empty(), leader());
    }

    private CompletableFuture<EntryWriter.Committed> submit(byte[] entry) {
        RaftClientRequest request = RaftClientRequest.newBuilder()
                .setClientId(client)
                .setServerId(self)
                .setGroupId(raftGroup)
                .setCallId(callIds.incrementAndGet())
                .setMessage(Message.valueOf(UnsafeByteOperations.unsafeWrap(entry)))
                .setType(RaftClientRequest.writeRequestType())
                .build();
        try {
            // The division itself saves the hand-over to a pool that the server makes; the writer has its own thread.
            RaftClientAsynchronousProtocol direct =
                    division instanceof RaftClientAsynchronousProtocol replica ? replica : server;
            return direct.submitClientRequestAsync(request).thenApply(this::committed);
        } catch (IOException e) {
            return CompletableFuture.failedFuture(Failures.journal(e));
        }
    }

    private EntryWriter.Committed committed(RaftClientReply reply) {
        if (!reply.isSuccess()) {
            throw refused(reply);
        }
        return new EntryWriter.Committed(
                reply.getLogIndex(), reply.getMessage().getContent().asReadOnlyByteBuffer());
    }

    private JournalException refused(RaftClientReply reply) {
        RaftException reason = reply.getException();
        if (reply.getNotLeaderException() != null
                || reason instanceof LeaderNotReadyException
                || reason instanceof LeaderSteppingDownException) {
            return new NotLeaderException(group, leader().filter(l -> !l.equals(self.toString())));
        }
        return new JournalException.Unavailable(
                group + ": " + (reason == null ? "refused without a reason" : reason.getMessage()));
    }

    @Override
    public void close() {
        tracker.close();
        writer.close();
    }
}
