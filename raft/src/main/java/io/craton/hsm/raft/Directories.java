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
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Whole directories: listed, synced, linked, deleted. */
final class Directories {
    private Directories() {}

    /** Regular files directly inside, in order of name. */
    static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.filter(Files::isRegularFile).sorted().toList();
        }
    }

    /**
     * Copies a closed database file by file and syncs the copy. Table files never change, so they are linked where the
     * file system can; the rest is copied.
     */
    static void copyDatabase(Path source, Path target) throws IOException {
        Files.createDirectories(target);
        for (Path file : files(source)) {
            String name = file.getFileName().toString();
            if (name.endsWith(CheckpointStorage.MD5_SUFFIX)) {
                continue;
            }
            Path copy = target.resolve(name);
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

    /** Forces a file or a directory's entries to the disk. */
    static void sync(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** Deletes a directory and everything in it; absent is fine. */
    static void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
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
