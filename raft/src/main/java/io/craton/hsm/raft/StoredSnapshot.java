package io.craton.hsm.raft;

import java.io.ByteArrayOutputStream;
import java.util.Optional;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/**
 * A snapshot of an actor with its pieces put together.
 *
 * @param sequenceNr sequence number the snapshot was taken at
 * @param timestamp when, in milliseconds of the writer's clock
 * @param bytes what {@link SnapshotCodec} made; not copied
 */
record StoredSnapshot(long sequenceNr, long timestamp, byte[] bytes) {
    /** The one with the highest sequence number among those that {@code criteria} covers, whatever their times. */
    static Optional<StoredSnapshot> latest(RocksDB database, ReadOptions at, JournalOp.DeleteSnapshots criteria)
            throws RocksDBException {
        Optional<SnapshotRecord> latest = Optional.empty();
        byte[] prefix = Keys.snapshots(criteria.id());
        try (RocksIterator entries = database.newIterator(at)) {
            for (entries.seek(prefix); entries.isValid(); entries.next()) {
                if (!Mutations.startsWith(entries.key(), prefix)) {
                    break;
                }
                SnapshotRecord found = SnapshotRecord.decode(entries.value());
                if (criteria.covers(found.sequenceNr(), found.timestamp())) {
                    latest = Optional.of(found);
                }
            }
            entries.status();
        }
        return latest.isEmpty() ? Optional.empty() : Optional.of(assemble(database, at, criteria.id(), latest.get()));
    }

    private static StoredSnapshot assemble(RocksDB database, ReadOptions at, String id, SnapshotRecord found)
            throws RocksDBException {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        for (int i = 0; i < found.count(); i++) {
            byte[] chunk = database.get(at, Keys.chunk(id, found.upload(), i));
            if (chunk == null) {
                throw new IllegalStateException("piece " + i + " of a visible snapshot is missing");
            }
            whole.writeBytes(chunk);
        }
        return new StoredSnapshot(found.sequenceNr(), found.timestamp(), whole.toByteArray());
    }
}
