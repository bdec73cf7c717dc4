package io.craton.hsm.raft;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.ratis.io.MD5Hash;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.storage.FileInfo;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.statemachine.SnapshotInfo;
import org.apache.ratis.statemachine.SnapshotRetentionPolicy;
import org.apache.ratis.statemachine.StateMachineStorage;
import org.apache.ratis.statemachine.impl.FileListSnapshotInfo;
import org.apache.ratis.util.MD5FileUtil;
import org.jspecify.annotations.Nullable;

/**
 * A replica's snapshots: directories {@code checkpoint.<term>_<index>} of database files, each file with its MD5 beside
 * it. A directory gets its name by a rename once everything in it is on the disk, so one that is there is whole.
 *
 * <p>Ratis asks for the latest from several threads; one thread at a time publishes, reloads and cleans up.
 */
final class CheckpointStorage implements StateMachineStorage {
    static final String MD5_SUFFIX = MD5FileUtil.MD5_SUFFIX;
    /** What Ratis appends to the name of the directory it replaces. */
    private static final String ASIDE = ".tmp";

    /** How the names of directories begin that Ratis receives a snapshot in. */
    private static final String RECEIVED = "snapshot-";

    private static final Pattern NAME = Pattern.compile("checkpoint\\.(\\d{1,18})_(\\d{1,18})");

    private final Disk disk;
    private @Nullable Path directory;
    private @Nullable Path scratch;
    private volatile @Nullable Checkpoint latest;

    /** Table files keep name and content for ever, so their digest is computed once. */
    private final Map<String, Known> knownTables = new HashMap<>();

    private record Known(long size, MD5Hash md5) {}

    /** A snapshot and where it lies. */
    record Checkpoint(Path directory, SnapshotInfo info) {}

    CheckpointStorage(Disk disk) {
        this.disk = disk;
    }

    @Override
    public void init(RaftStorage storage) throws IOException {
        init(
                storage.getStorageDir().getStateMachineDir().toPath().toAbsolutePath(),
                storage.getStorageDir().getTmpDir().toPath().toAbsolutePath());
    }

    /**
     * Finds what the last process left in {@code home}, and clears what it left half done.
     *
     * @param home where snapshots lie; Ratis puts an installed one there by renaming directories
     * @param temporary where snapshots are being made and received
     */
    void init(Path home, Path temporary) throws IOException {
        directory = home;
        scratch = temporary;
        finishExchange(home);
        disk.delete(temporary);
        reload();
    }

    /**
     * Ratis installs a snapshot by renaming {@code sm} to {@code sm.tmp<time>} and the received directory to {@code sm}.
     * A crash between the two leaves the old snapshots under the other name.
     */
    private void finishExchange(Path home) throws IOException {
        String prefix = home.getFileName() + ASIDE;
        for (Path entry : Disk.entries(Disk.parent(home))) {
            if (!entry.getFileName().toString().startsWith(prefix)) {
                continue;
            }
            if (checkpoints().isEmpty() && !checkpoints(entry).isEmpty()) {
                disk.delete(home);
                disk.move(entry, home);
            } else {
                disk.delete(entry);
            }
        }
    }

    /** Makes what was received durable before Ratis puts it in place. */
    void syncReceived() throws IOException {
        for (Path entry : Disk.entries(Objects.requireNonNull(scratch))) {
            if (entry.getFileName().toString().startsWith(RECEIVED)) {
                disk.syncAll(entry);
            }
        }
    }

    /** Looks at the disk again, after Ratis has put an installed snapshot there. */
    void reload() throws IOException {
        Optional<Path> newest = checkpoints().stream().findFirst();
        latest = newest.isEmpty() ? null : read(newest.get());
    }

    Optional<Checkpoint> latest() {
        return Optional.ofNullable(latest);
    }

    @Override
    public @Nullable SnapshotInfo getLatestSnapshot() {
        Checkpoint known = latest;
        return known == null ? null : known.info();
    }

    /** Takes a checkpoint of the store and makes it the latest snapshot; does nothing if there is one of this index. */
    void publish(JournalStore store, TermIndex at) throws IOException {
        Path home = Objects.requireNonNull(directory);
        Path published = home.resolve("checkpoint." + at.getTerm() + "_" + at.getIndex());
        if (!Files.exists(published)) {
            Path building = Objects.requireNonNull(scratch).resolve("checkpoint-" + at.getIndex());
            try {
                build(store, building);
                disk.createDirectories(home);
                disk.move(building, published);
            } catch (IOException e) {
                discard(building, e);
                throw e;
            }
        }
        latest = read(published);
    }

    private void build(JournalStore store, Path building) throws IOException {
        disk.delete(building);
        disk.createDirectories(Disk.parent(building));
        store.checkpoint(building);
        for (Path file : Disk.files(building)) {
            disk.sync(file);
            MD5FileUtil.saveMD5File(file.toFile(), md5(file));
        }
        disk.sync(building);
    }

    /** A disk that is full must not be kept so by what could not be finished. */
    private void discard(Path building, IOException cause) {
        try {
            disk.delete(building);
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    /**
     * Checks every file against its MD5.
     *
     * @throws DamagedException when the disk has lost or changed something
     */
    static void verify(Checkpoint checkpoint) throws IOException {
        for (FileInfo file : checkpoint.info().getFiles()) {
            MD5Hash expected = file.getFileDigest();
            if (expected == null
                    || !expected.equals(
                            MD5FileUtil.computeMd5ForFile(file.getPath().toFile()))) {
                throw new DamagedException("the snapshot file " + file.getPath() + " is damaged");
            }
        }
    }

    @Override
    public void format() {
        // Ratis formats the directory itself.
    }

    @Override
    public void cleanupOldSnapshots(@Nullable SnapshotRetentionPolicy policy) throws IOException {
        int keep = policy == null ? 0 : policy.getNumSnapshotsRetained();
        if (keep > 0) {
            for (Path old : checkpoints().stream().skip(keep).toList()) {
                disk.delete(old);
            }
        }
    }

    private MD5Hash md5(Path file) throws IOException {
        String name = file.getFileName().toString();
        long size = Files.size(file);
        Known known = knownTables.get(name);
        if (known != null && known.size() == size) {
            return known.md5();
        }
        MD5Hash md5 = MD5FileUtil.computeMd5ForFile(file.toFile());
        if (name.endsWith(".sst")) {
            knownTables.put(name, new Known(size, md5));
        }
        return md5;
    }

    /** Forgets digests: after an install, table numbers may be used again with another content. */
    void forgetTables() {
        knownTables.clear();
    }

    private static Checkpoint read(Path checkpoint) throws IOException {
        List<FileInfo> files = new ArrayList<>();
        for (Path file : Disk.files(checkpoint)) {
            if (!file.getFileName().toString().endsWith(MD5_SUFFIX)) {
                files.add(new FileInfo(file, MD5FileUtil.readStoredMd5ForFile(file.toFile())));
            }
        }
        return new Checkpoint(checkpoint, new FileListSnapshotInfo(files, termIndex(checkpoint)));
    }

    private static TermIndex termIndex(Path checkpoint) {
        Matcher name = NAME.matcher(checkpoint.getFileName().toString());
        if (!name.matches()) {
            throw new IllegalArgumentException(checkpoint + " is no checkpoint");
        }
        return TermIndex.valueOf(Long.parseLong(name.group(1)), Long.parseLong(name.group(2)));
    }

    private List<Path> checkpoints() throws IOException {
        return checkpoints(Objects.requireNonNull(directory));
    }

    /** Newest first. */
    private static List<Path> checkpoints(Path home) throws IOException {
        return Disk.entries(home).stream()
                .filter(p -> NAME.matcher(p.getFileName().toString()).matches())
                .sorted(Comparator.comparingLong((Path p) -> termIndex(p).getIndex())
                        .reversed())
                .toList();
    }
}
