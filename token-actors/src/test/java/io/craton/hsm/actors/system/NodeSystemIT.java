package io.craton.hsm.actors.system;

import static io.craton.hsm.actors.system.NodeSystemTest.doesNotReach;
import static io.craton.hsm.actors.system.NodeSystemTest.members;
import static io.craton.hsm.actors.system.NodeSystemTest.reaches;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeSystemIT {
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    @TempDir
    Path folder;

    @Test
    void reachesANodeThatWasKilledAndStartedAgain() {
        try (TestCluster cluster = new TestCluster(folder, 3)) {
            NodeSystem first = cluster.start("n1");
            NodeSystem second = cluster.start("n2");
            NodeSystemSettings third = cluster.settings("n3");
            Path log = folder.resolve("n3.log");
            NodeChild child = NodeChild.start(third, log);
            try {
                await().atMost(PATIENCE).until(() -> members(first) == 3);
                for (int round = 0; round < 3; round++) {
                    child.kill();
                    doesNotReach(first, "n3");
                    child = NodeChild.start(third, log);
                    reaches(first, "n3");
                    reaches(second, "n3");
                }
            } finally {
                child.close();
            }
        }
    }

    /** Longer than it takes the failure detector and a usual downing margin to give a node up. */
    @Test
    void reachesANodeThatWasPausedForLongWithoutStartingItAgain() {
        try (TestCluster cluster = new TestCluster(folder, 3)) {
            NodeSystem first = cluster.start("n1");
            NodeSystem second = cluster.start("n2");
            try (NodeChild child = NodeChild.start(cluster.settings("n3"), folder.resolve("n3.log"))) {
                await().atMost(PATIENCE).until(() -> members(first) == 3 && members(second) == 3);
                reaches(first, "n3");
                long paused = System.nanoTime();
                child.pause();
                await().pollDelay(Duration.ofSeconds(20))
                        .atMost(PATIENCE)
                        .until(() -> System.nanoTime() - paused
                                > Duration.ofSeconds(20).toNanos());
                child.resume();
                reaches(first, "n3");
                reaches(second, "n3");
                assertThat(members(first)).isEqualTo(3);
            }
        }
    }
}
