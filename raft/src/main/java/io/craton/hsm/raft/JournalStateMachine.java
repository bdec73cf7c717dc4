package io.craton.hsm.raft;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftGroupMemberId;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.raftlog.RaftLog;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.statemachine.StateMachineStorage;
import org.apache.ratis.statemachine.TransactionContext;
import org.apache.ratis.statemachine.impl.BaseStateMachine;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.thirdparty.com.google.protobuf.UnsafeByteOperations;
import org.apache.ratis.util.LifeCycle;
import org.jspecify.annotations.Nullable;

/**
 * Binds {@link JournalMachine} and {@link JournalStore} to one Ratis group. Ratis calls the applying methods from one
 * thread; the database may be ahead of Ratis after a restart, since Ratis begins again at the last snapshot, and
 * entries that the database already contains are then passed over.
 */
final class JournalStateMachine extends BaseStateMachine {
    private final GroupId group;
    private final Path databaseDirectory;
    private final byte[] owner;
    private final Runnable leadershipMayHaveChanged;
    private final CheckpointStorage checkpoints = new CheckpointStorage();
    private final NavigableMap<Long, List<CompletableFuture<Void>>> waiting = new TreeMap<>();

    private volatile @Nullable JournalStore store;
    private volatile AppliedMark mark = AppliedMark.NONE;

    JournalStateMachine(GroupId group, String clusterName, Path databaseDirectory, Runnable leadershipMayHaveChanged) {
        this.group = group;
        this.databaseDirectory = databaseDirectory;
        this.owner = AppliedMark.owner(clusterName, group);
        this.leadershipMayHaveChanged = leadershipMayHaveChanged;
    }

    @Override
    public void initialize(RaftServer server, RaftGroupId raftGroupId, RaftStorage storage) throws IOException {
        getLifeCycle()
                .startAndTransition(
                        () -> {
                            super.initialize(server, raftGroupId, storage);
                            checkpoints.init(storage);
                            JournalStore opened = JournalStore.open(databaseDirectory, owner);
                            store = opened;
                            mark = opened.applied();
                            Optional<CheckpointStorage.Checkpoint> latest = checkpoints.latest();
                            if (latest.isPresent()) {
                                TermIndex at = latest.get().info().getTermIndex();
                                if (mark.index() < at.getIndex()) {
                                    CheckpointStorage.verify(latest.get());
                                    load(latest.get());
                                }
                                setLastAppliedTermIndex(at);
                            }
                        },
                        IOException.class);
    }

    /** What reads the replica; changes only when the group starts. */
    JournalStore store() {
        return Objects.requireNonNull(store, "the group has not started");
    }

    /** The last entry that is in the database. */
    AppliedMark mark() {
        return mark;
    }

    @Override
    public StateMachineStorage getStateMachineStorage() {
        return checkpoints;
    }

    /** Refuses what is not an entry before it gets into the log. */
    @Override
    public TransactionContext startTransaction(org.apache.ratis.protocol.RaftClientRequest request) throws IOException {
        TransactionContext transaction = super.startTransaction(request);
        try {
            JournalCodec.decodeEntry(request.getMessage().getContent().asReadOnlyByteBuffer());
        } catch (JournalCodec.MalformedException e) {
            transaction.setException(e);
        }
        return transaction;
    }

    @Override
    public CompletableFuture<Message> applyTransaction(TransactionContext transaction) {
        LogEntryProto entry = Objects.requireNonNull(transaction.getLogEntry());
        List<Outcome> outcomes = List.of();
        if (entry.getIndex() > mark.index()) {
            outcomes = apply(entry);
        }
        updateLastAppliedTermIndex(entry.getTerm(), entry.getIndex());
        wake(entry.getIndex());
        ByteString reply = UnsafeByteOperations.unsafeWrap(JournalCodec.encodeReply(outcomes));
        return CompletableFuture.completedFuture(Message.valueOf(reply));
    }

    private List<Outcome> apply(LogEntryProto entry) {
        JournalStore target = store();
        Mutations mutations = new Mutations(target);
        List<Outcome> outcomes = new ArrayList<>();
        for (JournalOp op : ops(entry)) {
            outcomes.add(JournalMachine.apply(entry.getTerm(), op, mutations));
        }
        AppliedMark next = mark.after(entry.getTerm(), entry.getIndex(), mutations);
        try {
            target.write(mutations, next);
        } catch (IOException e) {
            // Ratis closes the division: a replica that cannot store must not acknowledge.
            throw new UncheckedIOException(e);
        }
        mark = next;
        return outcomes;
    }

    private static List<JournalOp> ops(LogEntryProto entry) {
        ByteBuffer data = entry.getStateMachineLogEntry().getLogData().asReadOnlyByteBuffer();
        try {
            return JournalCodec.decodeEntry(data);
        } catch (JournalCodec.MalformedException e) {
            // Checked before it was appended, so a later version wrote it: stop rather than diverge.
            throw new IllegalStateException("log entry " + entry.getIndex() + " cannot be read: " + e.getMessage(), e);
        }
    }

    @Override
    public void notifyTermIndexUpdated(long term, long index) {
        super.notifyTermIndexUpdated(term, index);
        wake(index);
    }

    /** Completes once the replica has applied {@code index}. */
    CompletableFuture<Void> applied(long index) {
        synchronized (waiting) {
            if (getLastAppliedTermIndex().getIndex() >= index) {
                return CompletableFuture.completedFuture(null);
            }
            CompletableFuture<Void> reached = new CompletableFuture<>();
            waiting.computeIfAbsent(index, i -> new ArrayList<>()).add(reached);
            return reached;
        }
    }

    private void wake(long index) {
        List<CompletableFuture<Void>> reached = new ArrayList<>();
        synchronized (waiting) {
            Iterator<List<CompletableFuture<Void>>> due =
                    waiting.headMap(index, true).values().iterator();
            while (due.hasNext()) {
                reached.addAll(due.next());
                due.remove();
            }
        }
        reached.forEach(f -> f.complete(null));
    }

    @Override
    public long takeSnapshot() throws IOException {
        TermIndex at = getLastAppliedTermIndex();
        if (at.getIndex() < 0 || at.getIndex() < mark.index()) {
            return RaftLog.INVALID_LOG_INDEX; // still passing over entries that the database contains
        }
        AppliedMark snapshotMark = mark.at(at.getTerm(), at.getIndex());
        store().write(new Mutations(store()), snapshotMark);
        mark = snapshotMark;
        checkpoints.publish(store(), at);
        return at.getIndex();
    }

    @Override
    public void pause() {
        getLifeCycle().transition(LifeCycle.State.PAUSING);
        getLifeCycle().transition(LifeCycle.State.PAUSED);
    }

    /** Takes over the snapshot that the leader has sent. */
    @Override
    public void reinitialize() throws IOException {
        checkpoints.reload();
        checkpoints.forgetTables();
        CheckpointStorage.Checkpoint installed =
                checkpoints.latest().orElseThrow(() -> new IOException("no snapshot was installed for " + group));
        load(installed);
        setLastAppliedTermIndex(installed.info().getTermIndex());
        getLifeCycle().transition(LifeCycle.State.STARTING);
        getLifeCycle().transition(LifeCycle.State.RUNNING);
        wake(installed.info().getIndex());
    }

    private void load(CheckpointStorage.Checkpoint checkpoint) throws IOException {
        store().replaceWith(checkpoint.directory());
        mark = store().applied();
        TermIndex at = checkpoint.info().getTermIndex();
        if (mark.index() != at.getIndex() || mark.term() != at.getTerm()) {
            throw new IOException("the snapshot " + checkpoint.directory() + " contains " + mark);
        }
    }

    @Override
    public void notifyLeaderChanged(RaftGroupMemberId member, RaftPeerId leader) {
        leadershipMayHaveChanged.run();
    }

    @Override
    public void notifyLeaderReady() {
        leadershipMayHaveChanged.run();
    }

    @Override
    public void notifyNotLeader(Collection<TransactionContext> pending) {
        leadershipMayHaveChanged.run();
    }

    @Override
    public void close() throws IOException {
        super.close();
        JournalStore opened = store;
        if (opened != null) {
            opened.close();
        }
    }
}
