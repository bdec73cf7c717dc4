package io.craton.hsm.raft;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VoteFilesTest {
    @TempDir
    private Path directory;

    @Test
    void acceptsANewNodeAndOneThatKnowsItsVote() throws IOException {
        assertAccepted(directory.resolve("none"));
        assertAccepted(directory);
        write("raft-meta", "#\nterm=7\nvotedFor=n2\n");
        write("raft-meta.conf", "x");
        write("log_inprogress_0", "");
        assertAccepted(directory);
    }

    @Test
    void refusesANodeThatMayHaveForgottenItsVote() throws IOException {
        write("raft-meta", "");
        assertDamaged("raft-meta does not hold the term");
        write("raft-meta", "votedFor=n2\n");
        assertDamaged("raft-meta does not hold the term");
        write("raft-meta", "term=7\n");
        assertDamaged("raft-meta does not hold the term");
        Files.write(directory.resolve("raft-meta"), new byte[] {(byte) 0xc3, (byte) 0x28, 0, 1});
        assertDamaged("raft-meta does not hold the term");
        write("raft-meta", "term=many\nvotedFor=n2\n");
        assertDamaged("raft-meta does not hold the term");
        write("raft-meta", "term=\\u00zz\n");
        assertDamaged("something else");
        Files.delete(directory.resolve("raft-meta"));
        write("log_inprogress_0", "");
        assertDamaged("is missing beside a log");
    }

    @Test
    void refusesANodeThatDoesNotKnowItsPeersAnyMore() throws IOException {
        write("raft-meta", "term=7\nvotedFor=\n");
        write("raft-meta.conf", "");
        assertDamaged("does not hold the peers");
    }

    private void write(String name, String content) throws IOException {
        Files.writeString(directory.resolve(name), content);
    }

    private static void assertAccepted(Path directory) {
        assertThatCode(() -> VoteFiles.check(directory)).doesNotThrowAnyException();
    }

    private void assertDamaged(String part) {
        assertThatThrownBy(() -> VoteFiles.check(directory))
                .isInstanceOf(DamagedException.class)
                .hasMessageContaining(directory.toString())
                .hasMessageContaining(part);
    }
}
