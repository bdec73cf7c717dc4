package io.craton.hsm.raft;

import static io.craton.hsm.raft.TestCluster.G1;

import java.nio.file.Path;
import org.apache.pekko.actor.ActorSystem;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** The plugins keep their contract on a node of their own, on the leader of three, and on a follower. */
class PluginContractTest {
    private static ActorSystem alone;
    private static TestCluster cluster;
    private static TestSystems systems;

    @BeforeAll
    static void start(@TempDir Path directory) {
        alone = Plugins.embedded(directory.resolve("alone"));
        cluster = TestCluster.of(directory, 3).startAll();
        systems = new TestSystems();
        cluster.leader(G1);
        cluster.nodes().forEach(node -> systems.start(node, Plugins.CONFIG));
    }

    @AfterAll
    static void stop() {
        Plugins.end(alone);
        systems.close();
        cluster.close();
    }

    private static Plugins on(RaftNode node) {
        return new Plugins(systems.of(node.name()));
    }

    @Nested
    class JournalAlone extends JournalContract {
        @Override
        Plugins plugins() {
            return new Plugins(alone);
        }
    }

    @Nested
    class JournalOnTheLeader extends JournalContract {
        @Override
        Plugins plugins() {
            return on(cluster.leader(G1));
        }
    }

    @Nested
    class JournalOnAFollower extends JournalContract {
        @Override
        Plugins plugins() {
            return on(cluster.follower(G1));
        }
    }

    @Nested
    class SnapshotStoreAlone extends SnapshotStoreContract {
        @Override
        Plugins plugins() {
            return new Plugins(alone);
        }
    }

    @Nested
    class SnapshotStoreOnTheLeader extends SnapshotStoreContract {
        @Override
        Plugins plugins() {
            return on(cluster.leader(G1));
        }
    }

    @Nested
    class SnapshotStoreOnAFollower extends SnapshotStoreContract {
        @Override
        Plugins plugins() {
            return on(cluster.follower(G1));
        }
    }
}
