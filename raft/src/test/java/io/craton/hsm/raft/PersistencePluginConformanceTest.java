package io.craton.hsm.raft;

import static io.craton.hsm.raft.TestCluster.G1;
import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.persistence.CapabilityFlag;
import org.apache.pekko.persistence.japi.journal.JavaJournalSpec;
import org.apache.pekko.persistence.japi.snapshot.JavaSnapshotStoreSpec;
import org.apache.pekko.persistence.journal.JournalSpec$;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Pekko's own conformance suites for plugins, every optional part included, on the leader and on a follower. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PersistencePluginConformanceTest {
    /** Number of cases in the two suites of Pekko 1.7.0; any other would mean that some did not run. */
    private static final int JOURNAL_CASES = 17;

    private static final int SNAPSHOT_CASES = 13;

    private TestCluster cluster;
    private TestSystems systems;

    @BeforeAll
    void startThreeNodes(@TempDir Path directory) {
        cluster = TestCluster.of(directory, 3).startAll();
        systems = new TestSystems();
        cluster.leader(G1);
        cluster.nodes().forEach(node -> systems.start(node, JournalSpec$.MODULE$.config()));
    }

    @AfterAll
    void stop() {
        systems.close();
        cluster.close();
    }

    @TestFactory
    List<DynamicTest> journalOnTheLeaderKeepsToThePluginContract() {
        return journal(cluster.leader(G1));
    }

    @TestFactory
    List<DynamicTest> journalOnAFollowerKeepsToThePluginContract() {
        return journal(cluster.follower(G1));
    }

    @TestFactory
    List<DynamicTest> snapshotStoreOnTheLeaderKeepsToThePluginContract() {
        return snapshots(cluster.leader(G1));
    }

    @TestFactory
    List<DynamicTest> snapshotStoreOnAFollowerKeepsToThePluginContract() {
        return snapshots(cluster.follower(G1));
    }

    private List<DynamicTest> journal(RaftNode node) {
        List<DynamicTest> cases = ScalaSuite.run(new Journal(systems.of(node.name())));
        assertThat(cases).hasSize(JOURNAL_CASES);
        return cases;
    }

    private List<DynamicTest> snapshots(RaftNode node) {
        List<DynamicTest> cases = ScalaSuite.run(new Snapshots(systems.of(node.name())));
        assertThat(cases).hasSize(SNAPSHOT_CASES);
        return cases;
    }

    private static final class Journal extends JavaJournalSpec {
        private final ActorSystem system;
        private final String prefix = UUID.randomUUID() + "-";

        Journal(ActorSystem system) {
            super(ConfigFactory.empty());
            this.system = system;
        }

        @Override
        public ActorSystem system() {
            return system;
        }

        /** Each suite counts its ids from 1; the histories of an earlier one are still there. */
        @Override
        public String pid() {
            return prefix + super.pid();
        }

        @Override
        public CapabilityFlag supportsMetadata() {
            return CapabilityFlag.on();
        }

        @Override
        public void afterAll() {
            // The actor system serves the next suite too.
        }
    }

    private static final class Snapshots extends JavaSnapshotStoreSpec {
        private final ActorSystem system;
        private final String prefix = UUID.randomUUID() + "-";

        Snapshots(ActorSystem system) {
            super(ConfigFactory.empty());
            this.system = system;
        }

        @Override
        public ActorSystem system() {
            return system;
        }

        /** Each suite counts its ids from 1; the histories of an earlier one are still there. */
        @Override
        public String pid() {
            return prefix + super.pid();
        }

        @Override
        public CapabilityFlag supportsMetadata() {
            return CapabilityFlag.on();
        }

        @Override
        public void afterAll() {
            // The actor system serves the next suite too.
        }
    }
}
