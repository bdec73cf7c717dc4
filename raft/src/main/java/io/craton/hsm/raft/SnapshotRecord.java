package io.craton.hsm.raft;

import java.nio.ByteBuffer;
import java.util.UUID;

/**
 * A snapshot of an actor, or one being uploaded.
 *
 * @param upload under which its pieces are stored
 * @param sequenceNr sequence number the snapshot was taken at
 * @param timestamp when, in milliseconds of the writer's clock
 * @param count number of its pieces
 * @param present pieces that are there; equal to {@code count} once the snapshot is visible
 */
record SnapshotRecord(UUID upload, long sequenceNr, long timestamp, int count, int present) {
    private static final byte VERSION = 1;

    static SnapshotRecord begin(JournalOp.SnapshotChunk first) {
        return new SnapshotRecord(first.upload(), first.sequenceNr(), first.timestamp(), first.count(), 0);
    }

    boolean isOf(JournalOp.SnapshotChunk chunk) {
        return upload.equals(chunk.upload())
                && sequenceNr == chunk.sequenceNr()
                && timestamp == chunk.timestamp()
                && count == chunk.count();
    }

    SnapshotRecord withNext() {
        return new SnapshotRecord(upload, sequenceNr, timestamp, count, present + 1);
    }

    boolean complete() {
        return present == count;
    }

    byte[] encode() {
        ByteBuffer out = ByteBuffer.allocate(41).put(VERSION);
        return Bytes.putUuid(out, upload)
                .putLong(sequenceNr)
                .putLong(timestamp)
                .putInt(count)
                .putInt(present)
                .array();
    }

    static SnapshotRecord decode(byte[] stored) {
        ByteBuffer in = ByteBuffer.wrap(stored);
        if (in.get() != VERSION) {
            throw new IllegalStateException("the journal's database is of a later version than this program");
        }
        return new SnapshotRecord(Bytes.getUuid(in), in.getLong(), in.getLong(), in.getInt(), in.getInt());
    }
}
