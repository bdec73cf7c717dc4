package io.craton.hsm.raft;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Binds {@link JournalMachine} and {@link JournalStore} to one Ratis group. Ratis calls the applying methods from one
 * thread; the database may be ahead of Ratis after a restart, since Ratis begins again at the last snapshot, and
 * entries that the database already contains are then passed over.
 */
final class JournalStateMachine extends BaseStateMachine {
    /** Entries of so many bytes in all are followed by a snapshot, after which the log before it is cut. */
    static final long SNAPSHOT_BYTES = 32L << 20;

    private static final Logger LOG = LoggerFactory.getLogger(JournalStateMachine.class);

    /** Who runs the replica; none of the calls may block. */
    interface Keeper {
        void leadershipMayHaveChanged();

        /** The log cannot be written; the replica has to end. */
        void logFailed();

        /** The log has grown; a snapshot would let it be cut. */
        void snapshotDue();
    }

    private final GroupId group;
    private final Path databaseDirectory;
    private final byte[] owner;
    private final Keeper keeper;
    private final Disk disk;
    private final CheckpointStorage checkpoints;
    private final IndexWaiters waiters =
            new IndexWaiters(() -> getLastAppliedTermIndex().getIndex());

    /** Bytes of entries applied since the last snapshot; only on the applying thread. */
    private long appliedBytes;

    private volatile @Nullable JournalStore store;
    private volatile AppliedMark mark = AppliedMark.NONE;

    JournalStateMachine(GroupId group, String clusterName, Path databaseDirectory, Disk disk, Keeper keeper) {
        this.group = group;
        this.databaseDirectory = databaseDirectory;
        this.owner = AppliedMark.owner(clusterName, group);
        this.disk = disk;
        this.checkpoints = new CheckpointStorage(disk);
        this.keeper = keeper;
    }

    @Override
    public void initialize(RaftServer server, RaftGroupId raftGroupId, RaftStorage storage) throws IOException {
        getLifeCycle()
                .startAndTransition(
                        () -> {
                            super.initialize(server, raftGroupId, storage);
                            try {
                                checkpoints.init(storage);
                                recover();
                                checkLog(storage);
                            } catch (IOException | RuntimeException e) {
                                release(storage, e);
                                throw e;
                            }
                        },
                        IOException.class);
    }

    /** Ratis forgets a storage whose machine did not start, and would keep it locked. */
    private void release(RaftStorage storage, Exception cause) {
        try (storage) {
            JournalStore opened = store;
            if (opened != null) {
                opened.close();
            }
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    /** Opens the database; one that is behind the latest snapshot is replaced by it. */
    private void recover() throws IOException {
        JournalStore opened = JournalStore.open(databaseDirectory, owner, disk);
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
    }

    /** Before Ratis reads the log, so that what is wrong with it is said in one line. */
    private void checkLog(RaftStorage storage) throws IOException {
        Path directory = storage.getStorageDir().getCurrentDir().toPath().toAbsolutePath();
        new LogCheck(directory, disk).run(getLastAppliedTermIndex().getIndex(), mark.index());
    }

    /** Opens what lies in these directories, without Ratis. */
    void recover(Path home, Path temporary) throws IOException {
        checkpoints.init(home, temporary);
        recover();
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
        waiters.wake(entry.getIndex());
        count(entry.getStateMachineLogEntry().getLogData().size());
        ByteString reply = UnsafeByteOperations.unsafeWrap(JournalCodec.encodeReply(outcomes));
        return CompletableFuture.completedFuture(Message.valueOf(reply));
    }

    /** Ratis counts entries; an entry may be large, so bytes are counted too. */
    private void count(int bytes) {
        long before = appliedBytes;
        appliedBytes += bytes;
        if (before / SNAPSHOT_BYTES != appliedBytes / SNAPSHOT_BYTES) {
            keeper.snapshotDue();
        }
    }

    private List<Outcome> apply(LogEntryProto entry) {
        JournalStore target = store();
        Mutations mutations = new Mutations(target);
        List<Outcome> outcomes = new ArrayList<>();
        TermIndex at = TermIndex.valueOf(entry);
        JournalMachine.sweep(at.getIndex(), mutations);
        for (JournalOp op : ops(entry)) {
            outcomes.add(JournalMachine.apply(at, op, mutations));
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
        waiters.wake(index);
    }

    /** Completes once the replica has applied {@code index}. */
    CompletableFuture<Void> applied(long index) {
        return waiters.reached(index);
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
        appliedBytes = 0;
        return at.getIndex();
    }

    /** Called when a snapshot has been received, right before it is put in place. */
    @Override
    public void pause() {
        try {
            checkpoints.syncReceived();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
        waiters.wake(installed.info().getIndex());
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
        keeper.leadershipMayHaveChanged();
    }

    @Override
    public void notifyLeaderReady() {
        keeper.leadershipMayHaveChanged();
    }

    @Override
    public void notifyNotLeader(Collection<TransactionContext> pending) {
        keeper.leadershipMayHaveChanged();
    }

    /**
     * Ends this replica: it may hold entries in memory that are not on its disk, and a leader that cannot write would
     * keep its followers from electing one that can.
     */
    @Override
    public void notifyLogFailed(Throwable cause, @Nullable LogEntryProto entry) {
        LOG.error("{} cannot write its log and stops: {}", group, cause.toString());
        keeper.logFailed();
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
