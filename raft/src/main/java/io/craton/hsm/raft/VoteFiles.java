package io.craton.hsm.raft;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;

/**
 * Looks at a group's small files before Ratis reads them: {@code raft-meta} (the term, and who got the vote in it) and {@code raft-meta.conf}
 * (the peers). Ratis replaces them at each election, and leaves them empty when the disk takes no data just then. A node that has forgotten
 * its vote could give it twice, so one without them, but with a log, does not start.
 */
final class VoteFiles {
    private VoteFiles() {}

    /**
     * @param directory the group's files, {@code current} in Ratis's terms; need not exist
     * @throws DamagedException with the file, and what is wrong with it
     */
    static void check(Path directory) throws IOException {
        Path meta = directory.resolve("raft-meta");
        if (Files.exists(meta)) {
            Properties known = properties(meta);
            if (!known.getProperty("term", "").matches("[0-9]{1,19}") || known.getProperty("votedFor") == null) {
                throw new DamagedException("the file " + meta + " does not hold the term and the vote any more");
            }
        } else if (hasLog(directory)) {
            throw new DamagedException("the file " + meta + " is missing beside a log");
        }
        Path peers = directory.resolve("raft-meta.conf");
        if (Files.exists(peers) && Files.size(peers) == 0) {
            throw new DamagedException("the file " + peers + " does not hold the peers any more");
        }
    }

    private static Properties properties(Path file) throws IOException {
        Properties properties = new Properties();
        try (InputStream in = Files.newInputStream(file)) {
            properties.load(in);
        } catch (IllegalArgumentException e) {
            throw new DamagedException("the file " + file + " holds something else than a term and a vote", e);
        }
        return properties;
    }

    private static boolean hasLog(Path directory) throws IOException {
        return Files.isDirectory(directory)
                && Disk.entries(directory).stream().map(LogSegment::of).anyMatch(Optional::isPresent);
    }
}
