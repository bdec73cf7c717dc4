package io.craton.hsm.crypto.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterKeyTest {
    @TempDir
    Path directory;

    private Path file(int bytes, String mode) throws IOException {
        Path file = directory.resolve("cluster.key");
        Files.write(file, new byte[bytes]);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }

    @Test
    void loadsAFileOf32BytesThatOnlyItsOwnerReads() throws IOException {
        try (ClusterKey key = ClusterKey.load(file(32, "rw-------"))) {
            assertThat(key.sealer(Purpose.JOURNAL)).isSameAs(key.sealer(Purpose.JOURNAL));
        }
    }

    @Test
    void refusesAFileOpenToTheGroup() throws IOException {
        Path file = file(32, "rw-r-----");
        assertThatThrownBy(() -> ClusterKey.load(file))
                .isInstanceOf(ClusterKeyException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("rw-r-----");
    }

    @Test
    void refusesAFileOneByteShortOrLong() throws IOException {
        for (int bytes : new int[] {0, 31, 33, 100_000}) {
            Path file = file(bytes, "r--------");
            assertThatThrownBy(() -> ClusterKey.load(file))
                    .isInstanceOf(ClusterKeyException.class)
                    .hasMessageContaining("exactly 32")
                    .hasMessageContaining("(" + bytes + ")");
            Files.delete(file);
        }
    }

    @Test
    void saysWhichFileIsMissing() {
        assertThatThrownBy(() -> ClusterKey.load(directory.resolve("none")))
                .isInstanceOf(ClusterKeyException.class)
                .hasMessageContaining("no cluster key file");
    }

    @Test
    void saysThatADirectoryIsNoKeyFile() throws IOException {
        Path folder = Files.createDirectory(
                directory.resolve("folder"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        assertThatThrownBy(() -> ClusterKey.load(folder))
                .isInstanceOf(ClusterKeyException.class)
                .hasMessageContaining(folder.toString());
    }
}
