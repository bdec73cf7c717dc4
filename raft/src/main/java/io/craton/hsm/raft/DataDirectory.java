package io.craton.hsm.raft;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * A node's directory: {@code log/} for Ratis, {@code journal/} for the databases, and {@code identity}, which says whose
 * it is, so that a wrong path in a configuration is noticed before anything is written.
 */
record DataDirectory(Path root) {
    /**
     * Makes what is missing and checks what is there.
     *
     * @throws RaftStartException when it cannot be written, or is another node's or another cluster's
     */
    static DataDirectory prepare(RaftSettings settings) {
        DataDirectory directory = new DataDirectory(settings.dataDirectory().toAbsolutePath());
        try {
            Files.createDirectories(directory.log());
            Files.createDirectories(directory.root.resolve("journal"));
            directory.checkIdentity(identity(settings));
        } catch (FileSystemException e) {
            String reason = e.getReason() == null ? e.getClass().getSimpleName() : e.getReason();
            throw new RaftStartException("cannot use the data directory " + e.getFile() + " (" + reason + ")", e);
        } catch (IOException e) {
            throw new RaftStartException("cannot use the data directory " + directory.root + ": " + e.getMessage(), e);
        }
        return directory;
    }

    Path log() {
        return root.resolve("log");
    }

    Path journal(GroupId group) {
        return root.resolve("journal").resolve(group.toString());
    }

    private static String identity(RaftSettings settings) {
        return "cluster=" + settings.clusterName() + "\nnode=" + settings.self() + "\ntoken-groups="
                + settings.tokenGroups() + "\n";
    }

    private void checkIdentity(String expected) throws IOException {
        Path file = root.resolve("identity");
        if (Files.exists(file)) {
            String found = Files.readString(file);
            if (!found.equals(expected)) {
                throw new RaftStartException("the data directory " + root + " belongs to (" + oneLine(found)
                        + "), but the configuration says (" + oneLine(expected) + ")");
            }
            return;
        }
        Path draft = root.resolve("identity.new");
        Files.writeString(draft, expected);
        Disk.REAL.sync(draft);
        try {
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(draft, file);
        }
        Disk.REAL.sync(root);
    }

    private static String oneLine(String identity) {
        return identity.strip().replace("\n", ", ");
    }
}
