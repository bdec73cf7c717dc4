package io.craton.hsm.ops.node;

import io.craton.hsm.crypto.seal.ClusterKey;
import io.craton.hsm.crypto.seal.Purpose;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Refuses a cluster key under which a data directory was not written: without this a wrong key would show only when the first actor
 * fails to read its history. The directory keeps an authentication code of a fixed text, which tells nothing of the key.
 */
final class ClusterKeyCheck {
    private static final byte[] TEXT = "craton-hsm cluster key check v1".getBytes(StandardCharsets.US_ASCII);

    private ClusterKeyCheck() {}

    static void check(ClusterKey key, Path keyFile, Path dataDirectory) throws NodeStartException {
        Path file = dataDirectory.resolve("cluster-key.check");
        try {
            if (!Files.exists(file)) {
                write(file, key.authenticate(Purpose.JOURNAL, TEXT));
            } else if (!key.verify(Purpose.JOURNAL, TEXT, Files.readAllBytes(file))) {
                throw new NodeStartException(
                        "cluster key file " + keyFile + " holds another key than the one that data directory "
                                + dataDirectory + " was written under");
            }
        } catch (IOException e) {
            throw new NodeStartException("cannot use " + file + ": " + e.getMessage(), e);
        }
    }

    /** Whole or not at all, also when the machine stops in the middle. */
    private static void write(Path file, byte[] code) throws IOException {
        Path draft = file.resolveSibling(file.getFileName() + ".new");
        Files.write(draft, code);
        try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
