package io.craton.hsm.raft;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Whole directories: listed, synced, linked, moved, deleted. Every change is a step that a disk can fail at. */
final class Disk {
    /** Stands before every step, and may fail it. */
    interface Gate {
        void pass(String step) throws IOException;
    }

    /** The disk as it is. */
    static final Disk REAL = new Disk(step -> {});

    private final Gate gate;

    Disk(Gate gate) {
        this.gate = gate;
    }

    /** Regular files directly inside, in order of name. */
    static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.filter(Files::isRegularFile).sorted().toList();
        }
    }

    /** Whatever lies directly inside, in order of name; nothing if the directory is absent. */
    static List<Path> entries(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.sorted().toList();
        }
    }

    /** The directory that {@code path} lies in; a path that is a root lies in none and is a mistake. */
    static Path parent(Path path) {
        return Objects.requireNonNull(path.toAbsolutePath().getParent(), "a root directory");
    }

    void createDirectories(Path directory) throws IOException {
        gate.pass("make " + directory);
        Files.createDirectories(directory);
    }

    /**
     * Copies a closed database file by file and syncs the copy. Table files never change, so they are linked where the
     * file system can; the rest is copied.
     */
    void copyDatabase(Path source, Path target) throws IOException {
        createDirectories(target);
        for (Path file : files(source)) {
            String name = file.getFileName().toString();
            if (name.endsWith(CheckpointStorage.MD5_SUFFIX)) {
                continue;
            }
            Path copy = target.resolve(name);
            gate.pass("copy " + file);
            if (!name.endsWith(".sst") || !linked(file, copy)) {
                Files.copy(file, copy);
            }
            sync(copy);
        }
        sync(target);
    }

    private static boolean linked(Path file, Path link) throws IOException {
        try {
            Files.createLink(link, file);
            return true;
        } catch (UnsupportedOperationException e) {
            return false;
        }
    }

    /** Gives a file or directory another name in the same file system, at once, and makes that durable. */
    void move(Path from, Path to) throws IOException {
        gate.pass("move " + from);
        Files.move(from, to);
        sync(parent(to));
    }

    /** Forces a file or a directory's entries to the disk. */
    void sync(Path path) throws IOException {
        gate.pass("sync " + path);
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** Forces a directory and everything in it to the disk. */
    void syncAll(Path directory) throws IOException {
        for (Path entry : entries(directory)) {
            if (Files.isDirectory(entry)) {
                syncAll(entry);
            } else {
                sync(entry);
            }
        }
        sync(directory);
    }

    /** Deletes a directory and everything in it; absent is fine. */
    void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                gate.pass("delete " + file);
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure) throws IOException {
                if (failure != null) {
                    throw failure;
                }
                Files.delete(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
