package io.craton.hsm.raft;

import static io.craton.hsm.raft.TestCluster.G1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RaftNodeTest {
    private TestCluster cluster;

    @BeforeAll
    void startThreeNodes(@TempDir Path directory) {
        cluster = TestCluster.of(directory, 3).startAll();
    }

    @AfterAll
    void stop() {
        cluster.close();
    }

    @Test
    void replicatesWhatTheLeaderWrites() throws Exception {
        RaftNode leader = cluster.leader(G1);
        String id = PersistenceIds.resident(G1, UUID.randomUUID().toString());
        EntryWriter.Done done = leader.replica(G1)
                .writeAsLeader(new JournalOp.Write(id, 0, UUID.randomUUID(), 1, List.of(Optional.of(new byte[] {7}))))
                .get(10, TimeUnit.SECONDS);
        assertThat(done.outcome()).isEqualTo(Outcome.done(1));
        await().atMost(TestCluster.PATIENCE)
                .untilAsserted(() -> assertThat(cluster.nodes())
                        .allSatisfy(
                                n -> assertThat(n.replica(G1).store().head(id).last())
                                        .isEqualTo(1)));
        cluster.awaitEqualReplicas(G1);
    }
}
