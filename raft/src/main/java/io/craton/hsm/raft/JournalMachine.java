package io.craton.hsm.raft;

import io.craton.hsm.raft.JournalOp.Barrier;
import io.craton.hsm.raft.JournalOp.DeleteEvents;
import io.craton.hsm.raft.JournalOp.DeleteSnapshots;
import io.craton.hsm.raft.JournalOp.Forget;
import io.craton.hsm.raft.JournalOp.SnapshotChunk;
import io.craton.hsm.raft.JournalOp.Write;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.SortedMap;
import java.util.UUID;
import org.apache.ratis.server.protocol.TermIndex;

/**
 * The deterministic machine behind the journal: the same operations in the same order give the same bytes on every
 * replica. No clock, no randomness, no threads, no I/O of its own; it decides, {@link Mutations} collects.
 *
 * <p>The fence. A write is accepted iff its first sequence number is the next one of its persistence id, so of two live
 * copies of an actor only one can write; it is all or nothing. A write that is already in the history, from the same
 * writer, is acknowledged again. An operation bound to a term is refused in an entry of any other term, and an
 * operation on a resident id must be bound to one, so a leader that was deposed cannot write through a later entry.
 */
final class JournalMachine {
    /** Deletes of single events in one operation; more are one range. */
    static final long MAX_SINGLE_DELETES = 1024;

    /**
     * Log entries for which a forgotten id is remembered. At the highest rate measured, some 500 entries per second, it is
     * ten times as long as a write is repeated.
     */
    static final long REMEMBERED_ENTRIES = 50_000;

    private JournalMachine() {}

    /** Decides on one operation of the log entry {@code at}. */
    static Outcome apply(TermIndex at, JournalOp op, Mutations state) {
        if (op.term() != JournalOp.ANY_TERM && op.term() != at.getTerm()) {
            return Outcome.STALE_TERM;
        }
        if (op.term() == JournalOp.ANY_TERM
                && op.persistenceId().filter(PersistenceIds::isResident).isPresent()) {
            return Outcome.STALE_TERM;
        }
        return switch (op) {
            case Write w -> write(w, state);
            case DeleteEvents d -> deleteEvents(d, state);
            case SnapshotChunk c -> snapshotChunk(c, state);
            case DeleteSnapshots d -> deleteSnapshots(d, state);
            case Barrier _ -> Outcome.done(0);
            case Forget f -> forget(f, at.getIndex(), state);
        };
    }

    private static Outcome write(Write write, Mutations state) {
        byte[] headKey = Keys.head(write.id());
        Head head = Head.decode(state.get(headKey));
        if (head.accepted(write)) {
            return new Outcome(Outcome.Verdict.REPEATED, head.last());
        }
        if (head.forgotten() || write.from() != head.last() + 1) {
            return new Outcome(Outcome.Verdict.STALE_SEQUENCE, head.last());
        }
        for (int i = 0; i < write.events().size(); i++) {
            long sequenceNr = write.from() + i;
            write.events().get(i).ifPresent(event -> state.put(Keys.event(write.id(), sequenceNr), event));
        }
        state.put(headKey, head.after(write).encode());
        return Outcome.done(write.to());
    }

    private static Outcome deleteEvents(DeleteEvents delete, Mutations state) {
        byte[] headKey = Keys.head(delete.id());
        Head head = Head.decode(state.get(headKey));
        long upTo = Math.min(delete.upTo(), head.last());
        if (upTo > head.deletedTo()) {
            deleteEvents(delete.id(), head.deletedTo() + 1, upTo, state);
            state.put(headKey, head.deletedTo(upTo).encode());
        }
        return Outcome.done(head.last());
    }

    /** One by one while they are few: a deleted range costs every later search a little until it is compacted away. */
    private static void deleteEvents(String id, long from, long to, Mutations state) {
        if (to - from >= MAX_SINGLE_DELETES) {
            state.deleteRange(Keys.event(id, from), Keys.event(id, to + 1));
            return;
        }
        for (long sequenceNr = from; sequenceNr <= to; sequenceNr++) {
            state.delete(Keys.event(id, sequenceNr));
        }
    }

    private static Outcome forget(Forget forget, long index, Mutations state) {
        String id = forget.id();
        byte[] headKey = Keys.head(id);
        Head head = Head.decode(state.get(headKey));
        if (head.forgotten()) {
            return new Outcome(Outcome.Verdict.REPEATED, head.last());
        }
        deleteEvents(id, head.deletedTo() + 1, head.last(), state);
        deleteMatching(
                new DeleteSnapshots(id, JournalOp.ANY_TERM, 0, Long.MAX_VALUE, Long.MIN_VALUE, Long.MAX_VALUE), state);
        deleteUpload(id, state);
        if (!head.equals(Head.EMPTY)) {
            state.put(headKey, head.deletedTo(Head.FORGOTTEN).encode());
            state.put(Keys.forgotten(index, id), new byte[0]);
        }
        return Outcome.done(head.last());
    }

    /** Drops the heads of ids that were forgotten so long before the entry at {@code index} that nobody repeats a write. */
    static void sweep(long index, Mutations state) {
        byte[] stored = state.get(Keys.SWEPT);
        long from = stored == null ? 0 : ByteBuffer.wrap(stored).getLong();
        long to = index - REMEMBERED_ENTRIES;
        if (to <= from) {
            return;
        }
        SortedMap<byte[], byte[]> due = state.range(Keys.forgottenFrom(from), Keys.forgottenFrom(to));
        if (due.isEmpty()) {
            return;
        }
        for (byte[] key : due.keySet()) {
            state.delete(Keys.head(Keys.forgottenId(key)));
            state.delete(key);
        }
        // Where the next search begins, so that it need not pass over what was deleted.
        state.put(Keys.SWEPT, ByteBuffer.allocate(8).putLong(to).array());
    }

    private static Outcome snapshotChunk(SnapshotChunk chunk, Mutations state) {
        if (isVisible(chunk, state)) {
            return new Outcome(Outcome.Verdict.REPEATED, chunk.sequenceNr());
        }
        if (Head.decode(state.get(Keys.head(chunk.id()))).forgotten()) {
            return new Outcome(Outcome.Verdict.STALE_SEQUENCE, 0);
        }
        byte[] uploadKey = Keys.upload(chunk.id());
        byte[] stored = state.get(uploadKey);
        SnapshotRecord upload = stored == null ? null : SnapshotRecord.decode(stored);
        if (upload == null || !upload.isOf(chunk)) {
            if (chunk.index() != 0) {
                return Outcome.MALFORMED;
            }
            if (upload != null) {
                deleteChunks(chunk.id(), upload.upload(), upload.present(), state);
            }
            upload = SnapshotRecord.begin(chunk);
        }
        if (chunk.index() < upload.present()) {
            return new Outcome(Outcome.Verdict.REPEATED, chunk.sequenceNr());
        }
        if (chunk.index() > upload.present()) {
            return Outcome.MALFORMED;
        }
        state.put(Keys.chunk(chunk.id(), chunk.upload(), chunk.index()), chunk.bytes());
        upload = upload.withNext();
        if (upload.complete()) {
            publish(chunk.id(), upload, state);
        } else {
            state.put(uploadKey, upload.encode());
        }
        return Outcome.done(chunk.sequenceNr());
    }

    private static boolean isVisible(SnapshotChunk chunk, Mutations state) {
        byte[] stored = state.get(Keys.snapshot(chunk.id(), chunk.sequenceNr(), chunk.timestamp()));
        return stored != null && SnapshotRecord.decode(stored).isOf(chunk);
    }

    /** Makes an upload visible in place of any earlier snapshot at the same sequence number. */
    private static void publish(String id, SnapshotRecord upload, Mutations state) {
        deleteMatching(
                new DeleteSnapshots(
                        id,
                        JournalOp.ANY_TERM,
                        upload.sequenceNr(),
                        upload.sequenceNr(),
                        Long.MIN_VALUE,
                        Long.MAX_VALUE),
                state);
        state.delete(Keys.upload(id));
        state.put(Keys.snapshot(id, upload.sequenceNr(), upload.timestamp()), upload.encode());
    }

    private static Outcome deleteSnapshots(DeleteSnapshots delete, Mutations state) {
        deleteMatching(delete, state);
        return Outcome.done(0);
    }

    private static void deleteMatching(DeleteSnapshots delete, Mutations state) {
        for (Map.Entry<byte[], byte[]> entry :
                state.scan(Keys.snapshots(delete.id())).entrySet()) {
            SnapshotRecord found = SnapshotRecord.decode(entry.getValue());
            if (delete.covers(found.sequenceNr(), found.timestamp())) {
                state.delete(entry.getKey());
                deleteChunks(delete.id(), found.upload(), found.count(), state);
            }
        }
    }

    private static void deleteUpload(String id, Mutations state) {
        byte[] stored = state.get(Keys.upload(id));
        if (stored != null) {
            SnapshotRecord upload = SnapshotRecord.decode(stored);
            deleteChunks(id, upload.upload(), upload.present(), state);
            state.delete(Keys.upload(id));
        }
    }

    private static void deleteChunks(String id, UUID upload, int count, Mutations state) {
        for (int index = 0; index < count; index++) {
            state.delete(Keys.chunk(id, upload, index));
        }
    }
}
