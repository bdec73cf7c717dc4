package io.craton.hsm.raft;

import static io.craton.hsm.raft.TestCluster.G1;
import static io.craton.hsm.raft.TestCluster.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Disks that fail under a node, and what is found on them afterwards. */
class DiskFaultTest {
    private static final UUID WRITER = UUID.randomUUID();
    private static final String ID = PersistenceIds.roaming(G1, "diary");

    @TempDir
    private Path directory;

    private TestCluster cluster = TestCluster.none();

    @BeforeEach
    void startThreeNodes() {
        cluster = TestCluster.of(directory, 3).startAll();
        write(cluster.leader(G1), 1, 10, 100);
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    /** A file stands where the directory of the log was: the next file of the log cannot be made. */
    @Test
    void aLeaderThatCannotWriteItsLogStepsAsideAndComesBack() throws IOException {
        RaftNode leader = cluster.leader(G1);
        String name = leader.name();
        Path log = log(name);
        Path aside = log.resolveSibling("aside");
        Files.move(log, aside);
        Files.writeString(log, "no directory");

        long next = 11;
        while (leader.status(G1).alive()) {
            RaftNode now = cluster.leader(G1);
            if (now != leader) {
                break;
            }
            next = tryToWrite(leader, next);
        }
        await().atMost(PATIENCE).until(() -> !leader.status(G1).alive());
        await().atMost(PATIENCE).until(() -> cluster.leader(G1) != leader);
        long stored = cluster.leader(G1).replica(G1).store().head(ID).last();
        assertThat(stored).isGreaterThanOrEqualTo(next - 1);
        write(cluster.leader(G1), stored + 1, stored + 5, 100);

        cluster.stop(name);
        Files.delete(log);
        Files.move(aside, log);
        RaftNode back = cluster.start(name);
        await().atMost(PATIENCE).until(() -> back.replica(G1).store().head(ID).last() == stored + 5);
        cluster.awaitEqualReplicas(G1);
    }

    /** What Ratis reports of a full or read-only disk and of a failed fsync. */
    @Test
    void aLeaderWhoseDiskIsFullStepsAsideAndComesBack() {
        RaftNode leader = cluster.leader(G1);
        leader.replica(G1).machine().notifyLogFailed(new IOException("No space left on device"), null);

        await().atMost(PATIENCE).until(() -> !leader.status(G1).alive());
        write(cluster.leader(G1), 11, 15, 100);
        cluster.stop(leader.name());
        RaftNode back = cluster.start(leader.name());
        await().atMost(PATIENCE).until(() -> back.replica(G1).store().head(ID).last() == 15);
        cluster.awaitEqualReplicas(G1);
    }

    @Test
    void aTornEndOfTheLogIsCutOffAndFilledAgain() throws IOException {
        String victim = cluster.follower(G1).name();
        cluster.stop(victim);
        write(cluster.leader(G1), 11, 12, 100);
        Path open = openSegment(victim);
        // The first bytes of an entry of 60 bytes, then space that was taken in advance.
        Files.write(open, new byte[] {60, 8, 1, 16, 99, 1, 2, 3}, StandardOpenOption.APPEND);
        try (FileChannel file = FileChannel.open(open, StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.allocate(1000), file.size());
        }

        RaftNode back = cluster.start(victim);
        await().atMost(PATIENCE).until(() -> back.replica(G1).store().head(ID).last() == 12);
        cluster.awaitEqualReplicas(G1);
    }

    @Test
    void damageInTheLogIsNamedWithTheCommandThatRebuildsTheNode() throws IOException {
        String victim = cluster.follower(G1).name();
        cluster.stop(victim);
        Path open = openSegment(victim);
        try (FileChannel file = FileChannel.open(open, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer one = ByteBuffer.allocate(1);
            file.read(one, 200);
            one.put(0, (byte) (one.get(0) ^ 0x10)).rewind();
            file.write(one, 200);
        }
        Path data = directory.resolve(victim);
        Path damaged = directory.resolve(victim + ".damaged");
        assertThatThrownBy(() -> cluster.start(victim))
                .isInstanceOf(RaftStartException.class)
                .message()
                .doesNotContain("\n")
                .contains(open.toString(), "mv " + data + " " + damaged);

        Files.move(data, damaged);
        RaftNode rebuilt = cluster.start(victim);
        await().atMost(PATIENCE)
                .until(() -> rebuilt.replica(G1).store().head(ID).last() == 10);
        cluster.awaitEqualReplicas(G1);
    }

    /** The next number to write; the same again when the write failed. */
    private static long tryToWrite(RaftNode leader, long sequenceNr) {
        EntryWriter.Done done = leader.replica(G1)
                .write(JournalMachineTest.write(ID, WRITER, sequenceNr, "e".repeat(1 << 20)))
                .orTimeout(20, TimeUnit.SECONDS)
                .exceptionally(e -> new EntryWriter.Done(Outcome.MALFORMED, -1))
                .join();
        return done.outcome().verdict() == Outcome.Verdict.MALFORMED ? sequenceNr : sequenceNr + 1;
    }

    private static void write(RaftNode leader, long from, long to, int bytes) {
        for (long sequenceNr = from; sequenceNr <= to; sequenceNr++) {
            assertThat(leader.replica(G1)
                            .write(JournalMachineTest.write(ID, WRITER, sequenceNr, "e".repeat(bytes)))
                            .orTimeout(20, TimeUnit.SECONDS)
                            .join()
                            .outcome())
                    .isEqualTo(Outcome.done(sequenceNr));
        }
    }

    private Path log(String node) {
        return directory
                .resolve(node)
                .resolve("log")
                .resolve(G1.uuid("test").toString())
                .resolve("current");
    }

    private Path openSegment(String node) throws IOException {
        return Disk.files(log(node)).stream()
                .filter(file -> file.getFileName().toString().startsWith("log_inprogress_"))
                .findFirst()
                .orElseThrow();
    }
}
