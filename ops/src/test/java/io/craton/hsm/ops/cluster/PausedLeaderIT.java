package io.craton.hsm.ops.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.ops.cluster.LoopClient.Operation;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Two live copies of a token: the leader sleeps through its successor's election and wakes up. */
class PausedLeaderIT {
    @Test
    void aLeaderThatWakesUpDoesNotSignWithAKeyDestroyedMeanwhile() {
        try (TestCluster cluster = TestCluster.up(3)) {
            String paused = cluster.leader();
            String other = cluster.nodes().stream()
                    .filter(node -> !node.equals(paused))
                    .findFirst()
                    .orElseThrow();
            // It knows the paused node only, so that nothing takes it elsewhere.
            LoopClient signer = cluster.loop(cluster.clientConfiguration(paused), "sign", "doomed", 45);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> signer.linesSoFar().size() > 20);

            long pid = cluster.pid(paused);
            long pausedNanos = System.nanoTime();
            cluster.signal(paused, "STOP");
            List<Operation> destroyed = cluster.loop(cluster.clientConfiguration(other), "destroy", "doomed", 0)
                    .operations();
            long destroyedNanos = destroyed.getFirst().endNanos();
            assertThat(destroyed).allMatch(Operation::succeeded, "succeeded");
            cluster.run(Map.of(), Duration.ofSeconds(10), "kill", "-CONT", String.valueOf(pid));

            List<Operation> operations = signer.operations();
            assertThat(operations).anyMatch(Operation::succeeded, "signed before the pause");
            assertThat(operations).anyMatch(operation -> operation.startNanos() > destroyedNanos, "after the pause");
            assertThat(operations)
                    .filteredOn(
                            operation -> operation.startNanos() > pausedNanos && operation.endNanos() > destroyedNanos)
                    .noneMatch(Operation::succeeded, "signed with the destroyed key");
            // The old leader is a follower now: what is created through it is in the new leader's history.
            assertThat(cluster.loop(cluster.clientConfiguration(paused), "generate", "after", 1)
                            .operations())
                    .allMatch(Operation::succeeded, "succeeded");
            assertThat(cluster.keysOn(other)).contains("after-0").doesNotContain("doomed");
        }
    }
}
