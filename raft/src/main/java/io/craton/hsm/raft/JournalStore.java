package io.craton.hsm.raft;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.rocksdb.Checkpoint;
import org.rocksdb.CompressionType;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Snapshot;
import org.rocksdb.Status;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * One replica's database. Writes are not synced: the Raft log is what is durable, and after a crash Ratis applies it
 * again from the {@link AppliedMark} that the database got to. The database is swapped as a whole when a snapshot is
 * installed; readers hold the shared lock meanwhile.
 *
 * <p>Reads are for any thread; writes, checkpoints and swaps for the one that applies entries.
 */
final class JournalStore implements StoredBytes, AutoCloseable {
    /** Per group, in memory, before it is flushed; also what is lost from the database (not the log) in a crash. */
    private static final long WRITE_BUFFER_BYTES = 16L << 20;

    private static final String INCOMING = ".new";
    private static final String OUTGOING = ".old";

    private final Path directory;
    private final byte[] owner;
    private final Disk disk;
    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    private final Options options = new Options()
            .setCreateIfMissing(true)
            .setWriteBufferSize(WRITE_BUFFER_BYTES)
            .setMaxTotalWalSize(4 * WRITE_BUFFER_BYTES)
            .setCompressionType(CompressionType.NO_COMPRESSION) // payloads are sealed: nothing to compress
            .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
            .setKeepLogFileNum(2);
    private final WriteOptions notSynced = new WriteOptions().setSync(false);
    private @Nullable RocksDB db;

    private JournalStore(Path directory, byte[] owner, Disk disk) {
        this.directory = directory;
        this.owner = owner;
        this.disk = disk;
    }

    /**
     * Opens the database, or makes an empty one. What an exchange of databases left half done is cleared away; the
     * caller fills an empty database from its latest snapshot.
     *
     * @throws IOException when it cannot be opened, or belongs to another group or cluster
     */
    static JournalStore open(Path directory, byte[] owner, Disk disk) throws IOException {
        RocksDB.loadLibrary();
        JournalStore store = new JournalStore(directory, owner.clone(), disk);
        try {
            disk.delete(store.beside(INCOMING));
            disk.delete(store.beside(OUTGOING));
            store.openDatabase();
        } catch (IOException e) {
            store.close();
            throw e;
        }
        return store;
    }

    AppliedMark applied() {
        byte[] stored = get(Keys.APPLIED);
        return stored == null ? AppliedMark.NONE : AppliedMark.decode(stored);
    }

    /** Stores the changes of one entry together with the mark they lead to. */
    void write(Mutations mutations, AppliedMark mark) throws IOException {
        lock.readLock().lock();
        try (WriteBatch batch = new WriteBatch()) {
            for (Mutations.Range range : mutations.ranges()) {
                batch.deleteRange(range.from(), range.to());
            }
            for (Map.Entry<byte[], Optional<byte[]>> change :
                    mutations.changes().entrySet()) {
                if (change.getValue().isPresent()) {
                    batch.put(change.getKey(), change.getValue().get());
                } else {
                    batch.delete(change.getKey());
                }
            }
            batch.put(Keys.APPLIED, mark.encode());
            database().write(notSynced, batch);
        } catch (RocksDBException e) {
            throw failed("write to", e);
        } finally {
            lock.readLock().unlock();
        }
    }

    @Override
    public byte @Nullable [] get(byte[] key) {
        lock.readLock().lock();
        try {
            return database().get(key);
        } catch (RocksDBException e) {
            throw new IllegalStateException("cannot read " + directory, e);
        } finally {
            lock.readLock().unlock();
        }
    }

    @Override
    public SortedMap<byte[], byte[]> scan(byte[] prefix) {
        return entries(prefix, key -> Mutations.startsWith(key, prefix));
    }

    @Override
    public SortedMap<byte[], byte[]> range(byte[] from, byte[] to) {
        return entries(from, key -> Arrays.compareUnsigned(key, to) < 0);
    }

    private SortedMap<byte[], byte[]> entries(byte[] from, Predicate<byte[]> belongs) {
        SortedMap<byte[], byte[]> found = new TreeMap<>(Arrays::compareUnsigned);
        lock.readLock().lock();
        try (RocksIterator entries = database().newIterator()) {
            for (entries.seek(from); entries.isValid() && belongs.test(entries.key()); entries.next()) {
                found.put(entries.key(), entries.value());
            }
            entries.status();
        } catch (RocksDBException e) {
            throw new IllegalStateException("cannot read " + directory, e);
        } finally {
            lock.readLock().unlock();
        }
        return found;
    }

    /** Takes one event at a time; its sequence number first. */
    interface EventVisitor {
        void visit(long sequenceNr, byte[] event);
    }

    /** Visits at most {@code max} events with sequence numbers {@code from} to {@code to}, in order, at one instant. */
    void events(String id, long from, long to, long max, EventVisitor visitor) {
        byte[] prefix = Keys.events(id);
        lock.readLock().lock();
        try (RocksIterator entries = database().newIterator()) {
            long left = max;
            for (entries.seek(Keys.event(id, from)); left > 0 && entries.isValid(); entries.next()) {
                byte[] key = entries.key();
                if (!Mutations.startsWith(key, prefix) || Keys.sequenceNr(key, prefix.length) > to) {
                    break;
                }
                visitor.visit(Keys.sequenceNr(key, prefix.length), entries.value());
                left--;
            }
            entries.status();
        } catch (RocksDBException e) {
            throw new IllegalStateException("cannot read " + directory, e);
        } finally {
            lock.readLock().unlock();
        }
    }

    Head head(String id) {
        return Head.decode(get(Keys.head(id)));
    }

    /** The snapshot with the highest sequence number among those that {@code criteria} covers, read at one instant. */
    Optional<StoredSnapshot> latestSnapshot(JournalOp.DeleteSnapshots criteria) {
        lock.readLock().lock();
        RocksDB database = database();
        Snapshot instant = database.getSnapshot();
        try (ReadOptions at = new ReadOptions().setSnapshot(instant)) {
            return StoredSnapshot.latest(database, at, criteria);
        } catch (RocksDBException e) {
            throw new IllegalStateException("cannot read " + directory, e);
        } finally {
            database.releaseSnapshot(instant);
            lock.readLock().unlock();
        }
    }

    /**
     * Makes {@code target}, which must not exist, a database of its own with what is in this one now. Memory is flushed
     * first, so what is in the checkpoint is also durable here.
     */
    void checkpoint(Path target) throws IOException {
        lock.readLock().lock();
        try (Checkpoint checkpoint = Checkpoint.create(database())) {
            checkpoint.createCheckpoint(target.toString());
        } catch (RocksDBException e) {
            throw failed("make a checkpoint of", e);
        } finally {
            lock.readLock().unlock();
        }
    }

    /**
     * Replaces the database by the one in {@code source}, which stays; waits for readers. The old one leaves under
     * another name at once, so that a crash never leaves a part of it in place.
     */
    void replaceWith(Path source) throws IOException {
        Path incoming = beside(INCOMING);
        Path outgoing = beside(OUTGOING);
        disk.delete(incoming);
        disk.copyDatabase(source, incoming);
        lock.writeLock().lock();
        try {
            closeDatabase();
            disk.delete(outgoing);
            disk.move(directory, outgoing);
            disk.move(incoming, directory);
            openDatabase();
        } finally {
            lock.writeLock().unlock();
        }
        disk.delete(outgoing);
    }

    private Path beside(String suffix) {
        return directory.resolveSibling(directory.getFileName() + suffix);
    }

    @Override
    public void close() {
        lock.writeLock().lock();
        try {
            closeDatabase();
            options.close();
            notSynced.close();
        } finally {
            lock.writeLock().unlock();
        }
    }

    private void openDatabase() throws IOException {
        Files.createDirectories(directory);
        try {
            RocksDB opened = RocksDB.open(options, directory.toString());
            db = opened;
            byte[] found = opened.get(Keys.OWNER);
            if (found == null) {
                opened.put(Keys.OWNER, owner);
            } else if (!Arrays.equals(found, owner)) {
                throw new IOException(directory + " holds the journal of another group or cluster");
            }
        } catch (RocksDBException e) {
            if (e.getStatus() != null && e.getStatus().getCode() == Status.Code.Corruption) {
                throw new DamagedException("the database " + directory + " is damaged: " + e.getMessage(), e);
            }
            throw failed("open", e);
        }
    }

    private void closeDatabase() {
        if (db != null) {
            db.close();
            db = null;
        }
    }

    private RocksDB database() {
        if (db == null) {
            throw new IllegalStateException(directory + " is closed");
        }
        return db;
    }

    private IOException failed(String what, RocksDBException cause) {
        return new IOException("cannot " + what + " " + directory + ": " + cause.getMessage(), cause);
    }
}
