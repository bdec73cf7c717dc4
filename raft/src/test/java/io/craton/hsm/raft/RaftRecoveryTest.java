package io.craton.hsm.raft;

import static io.craton.hsm.raft.TestCluster.G1;
import static io.craton.hsm.raft.TestCluster.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes that die, lose their disk or a part of it, and come back. */
class RaftRecoveryTest {
    /** Small, so that snapshots and cut logs come soon. */
    private static final long SNAPSHOT_THRESHOLD = 40;

    private static final UUID WRITER = UUID.randomUUID();

    @TempDir
    private Path directory;

    private TestCluster cluster = TestCluster.none();

    @AfterEach
    void stop() {
        cluster.close();
    }

    @Test
    void keepsEveryAcknowledgedWriteWhenTheLeaderDies() {
        cluster = TestCluster.of(directory, 3).startAll();
        String id = PersistenceIds.resident(G1, "token");
        RaftNode leader = cluster.leader(G1);
        write(leader, id, 1, 50);
        cluster.stop(leader.name());

        RaftNode next = cluster.leader(G1);
        assertThat(next.replica(G1).store().head(id).last()).isEqualTo(50);
        write(next, id, 51, 60);

        RaftNode back = cluster.start(leader.name());
        await().atMost(PATIENCE).until(() -> back.replica(G1).store().head(id).last() == 60);
        assertEqualContent();
    }

    @Test
    void keepsEverythingWhenAllNodesStopAndStart() {
        cluster = TestCluster.of(directory, 3, SNAPSHOT_THRESHOLD).startAll();
        String id = PersistenceIds.resident(G1, "token");
        write(cluster.leader(G1), id, 1, 70);
        cluster.close();
        cluster.startAll();

        assertThat(cluster.leader(G1).replica(G1).store().head(id).last()).isEqualTo(70);
        write(cluster.leader(G1), id, 71, 75);
        assertEqualContent();
    }

    @Test
    void reachesTheSameStateFromTheLogWhenTheDatabaseHasLostItsTail() throws IOException {
        cluster = TestCluster.of(directory, 3).startAll();
        String id = PersistenceIds.resident(G1, "token");
        write(cluster.leader(G1), id, 1, 20);
        String victim = cluster.follower(G1).name();
        cluster.stop(victim);
        Path database = directory.resolve(victim).resolve("journal").resolve("g1");
        Path earlier = directory.resolve("earlier");
        Disk.REAL.copyDatabase(database, earlier);
        cluster.start(victim);
        write(cluster.leader(G1), id, 21, 40);
        await().atMost(PATIENCE)
                .until(() -> cluster.node(victim).replica(G1).store().head(id).last() == 40);
        cluster.stop(victim);

        Disk.REAL.delete(database);
        Files.move(earlier, database);
        RaftNode back = cluster.start(victim);

        await().atMost(PATIENCE).until(() -> back.replica(G1).store().head(id).last() == 40);
        assertEqualContent();
    }

    @Test
    void reachesTheSameStateFromTheSnapshotWhenTheDatabaseIsGone() throws IOException {
        cluster = TestCluster.of(directory, 1, SNAPSHOT_THRESHOLD).startAll();
        String id = PersistenceIds.resident(G1, "token");
        RaftNode node = cluster.leader(G1);
        write(node, id, 1, 200);
        await().atMost(PATIENCE).until(() -> hasCheckpoint("n1"));
        cluster.stop("n1");

        Disk.REAL.delete(directory.resolve("n1").resolve("journal").resolve("g1"));
        cluster.start("n1");

        assertThat(cluster.leader(G1).replica(G1).store().head(id).last()).isEqualTo(200);
        write(cluster.leader(G1), id, 201, 205);
    }

    @Test
    void fillsAWipedNodeOfAnIdleCluster() throws IOException {
        cluster = TestCluster.of(directory, 3).startAll();
        String id = PersistenceIds.resident(G1, "token");
        write(cluster.leader(G1), id, 1, 5);
        String victim = cluster.follower(G1).name();
        cluster.stop(victim);
        Disk.REAL.delete(directory.resolve(victim));

        RaftNode back = cluster.start(victim);

        await().atMost(PATIENCE).until(() -> back.replica(G1).store().head(id).last() == 5);
        assertEqualContent();
    }

    @Test
    void sendsASnapshotToANodeThatTheLogNoLongerReaches() throws IOException {
        cluster = TestCluster.of(directory, 3, SNAPSHOT_THRESHOLD).startAll();
        String id = PersistenceIds.resident(G1, "token");
        write(cluster.leader(G1), id, 1, 30);
        String victim = cluster.follower(G1).name();
        cluster.stop(victim);
        Disk.REAL.delete(directory.resolve(victim));
        write(cluster.leader(G1), id, 31, 75, 400 << 10); // Ratis cuts its log by segments of 8 MB
        await().atMost(PATIENCE).until(() -> hasCheckpoint(cluster.leader(G1).name()));

        RaftNode back = cluster.start(victim);

        await().atMost(PATIENCE).until(() -> back.replica(G1).store().head(id).last() == 75);
        assertThat(hasCheckpoint(victim)).isTrue();
        write(cluster.leader(G1), id, 76, 85);
        assertEqualContent();
        assertThat(back.status(G1).alive()).isTrue();
    }

    /** One write per entry, so that the log grows. */
    private static void write(RaftNode leader, String id, long from, long to) {
        write(leader, id, from, to, 10);
    }

    private static void write(RaftNode leader, String id, long from, long to, int bytes) {
        String event = "e".repeat(bytes);
        for (long sequenceNr = from; sequenceNr <= to; sequenceNr++) {
            EntryWriter.Done done = leader.replica(G1)
                    .writeAsLeader(JournalMachineTest.write(id, WRITER, sequenceNr, event + sequenceNr))
                    .orTimeout(20, TimeUnit.SECONDS)
                    .join();
            assertThat(done.outcome()).isEqualTo(Outcome.done(sequenceNr));
        }
    }

    /** Replicas have the same digest at the same index, and byte for byte the same content. */
    private void assertEqualContent() {
        cluster.awaitEqualReplicas(G1);
        await().atMost(PATIENCE)
                .until(() -> cluster.nodes().stream()
                                .map(RaftRecoveryTest::content)
                                .distinct()
                                .count()
                        == 1);
    }

    private static SortedMap<String, String> content(RaftNode node) {
        SortedMap<String, String> content = new TreeMap<>();
        node.replica(G1)
                .store()
                .scan(new byte[0])
                .forEach((key, value) -> content.put(
                        HexFormat.of().formatHex(key), HexFormat.of().formatHex(value)));
        content.remove(HexFormat.of().formatHex(Keys.APPLIED));
        return content;
    }

    private boolean hasCheckpoint(String node) throws IOException {
        Path group = directory
                .resolve(node)
                .resolve("log")
                .resolve(G1.uuid("test").toString())
                .resolve("sm");
        if (!Files.isDirectory(group)) {
            return false;
        }
        try (Stream<Path> entries = Files.list(group)) {
            return entries.anyMatch(p -> p.getFileName().toString().startsWith("checkpoint."));
        }
    }
}
