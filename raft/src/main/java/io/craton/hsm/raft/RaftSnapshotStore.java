package io.craton.hsm.raft;

import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.persistence.SelectedSnapshot;
import org.apache.pekko.persistence.SnapshotMetadata;
import org.apache.pekko.persistence.SnapshotSelectionCriteria;
import org.apache.pekko.persistence.snapshot.japi.SnapshotStore;
import scala.concurrent.Future;

/**
 * The snapshot plugin {@code craton.raft.snapshot-store}: snapshots go through the same log as the events, in pieces,
 * and are visible once the last piece is there.
 */
public final class RaftSnapshotStore extends SnapshotStore {
    /** Piece of a snapshot written on the leader's node. */
    static final int RESIDENT_PIECE_BYTES = 1 << 20;

    /** Piece that can be forwarded to the leader. */
    static final int ROAMING_PIECE_BYTES = 128 << 10;

    private final JournalRouter router = JournalRouterId.INSTANCE.get(context().system());
    private final SnapshotCodec codec = new SnapshotCodec(context().system());

    @Override
    public Future<Optional<SelectedSnapshot>> doLoadAsync(String persistenceId, SnapshotSelectionCriteria criteria) {
        JournalOp.DeleteSnapshots range = range(persistenceId, criteria);
        return Results.of(router.barrier(persistenceId)
                .thenApplyAsync(
                        ready -> router.replica(persistenceId)
                                .store()
                                .latestSnapshot(range)
                                .map(found -> codec.decode(persistenceId, found)),
                        router.node().readers()));
    }

    @Override
    public Future<Void> doSaveAsync(SnapshotMetadata metadata, Object snapshot) {
        byte[] bytes = codec.encode(metadata, snapshot);
        boolean resident = PersistenceIds.isResident(metadata.persistenceId());
        int piece = resident ? RESIDENT_PIECE_BYTES : ROAMING_PIECE_BYTES;
        int count = Math.max(1, (bytes.length + piece - 1) / piece);
        if (count > JournalOp.SnapshotChunk.MAX_COUNT) {
            return Results.of(CompletableFuture.failedFuture(new JournalException.Invalid("a snapshot of "
                    + bytes.length + " bytes has more than " + JournalOp.SnapshotChunk.MAX_COUNT + " pieces")));
        }
        UUID upload = UUID.randomUUID();
        CompletableFuture<Void> saved = CompletableFuture.completedFuture(null);
        for (int i = 0; i < count; i++) {
            int index = i;
            saved = saved.thenCompose(previous -> done(
                    metadata.persistenceId(),
                    new JournalOp.SnapshotChunk(
                            metadata.persistenceId(),
                            JournalOp.ANY_TERM,
                            upload,
                            metadata.sequenceNr(),
                            metadata.timestamp(),
                            index,
                            count,
                            Arrays.copyOfRange(bytes, index * piece, Math.min(bytes.length, (index + 1) * piece)))));
        }
        return Results.of(saved);
    }

    /** A timestamp of 0 stands for any. */
    @Override
    public Future<Void> doDeleteAsync(SnapshotMetadata metadata) {
        boolean anyTime = metadata.timestamp() == 0;
        return Results.of(done(
                metadata.persistenceId(),
                new JournalOp.DeleteSnapshots(
                        metadata.persistenceId(),
                        JournalOp.ANY_TERM,
                        metadata.sequenceNr(),
                        metadata.sequenceNr(),
                        anyTime ? Long.MIN_VALUE : metadata.timestamp(),
                        anyTime ? Long.MAX_VALUE : metadata.timestamp())));
    }

    @Override
    public Future<Void> doDeleteAsync(String persistenceId, SnapshotSelectionCriteria criteria) {
        return Results.of(done(persistenceId, range(persistenceId, criteria)));
    }

    private CompletableFuture<Void> done(String id, JournalOp op) {
        return router.write(id, op)
                .thenAccept(outcome -> Failures.check(router.replica(id).group(), outcome));
    }

    private static JournalOp.DeleteSnapshots range(String id, SnapshotSelectionCriteria criteria) {
        return new JournalOp.DeleteSnapshots(
                id,
                JournalOp.ANY_TERM,
                criteria.minSequenceNr(),
                criteria.maxSequenceNr(),
                criteria.minTimestamp(),
                criteria.maxTimestamp());
    }
}
