package io.craton.hsm.ops.node;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/**
 * A node's data directory, held by this process alone while it is open: two processes on one directory would destroy its log. The
 * kernel releases the lock when the process ends, however it ends.
 */
final class DataDirectory implements AutoCloseable {
    private final FileChannel channel;

    private DataDirectory(FileChannel channel) {
        this.channel = channel;
    }

    /** Makes {@code directory} (mode 0700) if it is missing, and locks it. */
    static DataDirectory open(Path directory) throws NodeStartException {
        try {
            if (!Files.exists(directory)) {
                Files.createDirectory(
                        directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
            FileChannel channel = FileChannel.open(
                    directory.resolve("node.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (tryLock(channel) == null) {
                channel.close();
                throw new NodeStartException("data directory " + directory + " is in use by another process");
            }
            return new DataDirectory(channel);
        } catch (IOException e) {
            throw new NodeStartException("cannot use data directory " + directory + ": " + e, e);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new IllegalStateException("the lock of the data directory could not be released", e);
        }
    }
}
