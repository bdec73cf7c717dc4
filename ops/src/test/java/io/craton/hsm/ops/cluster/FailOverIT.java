package io.craton.hsm.ops.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.ops.cluster.LoopClient.Operation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Nodes are killed while applications work. Short by default; {@code -Dcraton.long=true} kills twenty times. */
class FailOverIT {
    private static final int KILLS = Boolean.getBoolean("craton.long") ? 20 : 2;
    private static final int LOOP_SECONDS = 12;

    private static TestCluster cluster;

    @BeforeAll
    static void start() {
        cluster = TestCluster.up(3);
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    /** The longest pauses between good answers around one kill, in milliseconds. */
    private record Gaps(String killed, long generatorMillis, long signerThereMillis, long signerElsewhereMillis) {}

    @Test
    void applicationsGoOnWhenTheLeaderIsKilled() {
        List<Gaps> gaps = new ArrayList<>();
        for (int kill = 0; kill < KILLS; kill++) {
            gaps.add(killWhileWorking(cluster.leader(), "leader" + kill));
        }
        print("kill -9 of the leader", gaps);
    }

    @Test
    void applicationsGoOnWhenTheFollowerTheyAreConnectedToIsKilled() {
        List<Gaps> gaps = new ArrayList<>();
        for (int kill = 0; kill < Math.max(1, KILLS / 2); kill++) {
            gaps.add(killWhileWorking(cluster.aFollower(), "follower" + kill));
        }
        print("kill -9 of a follower with clients", gaps);
    }

    private static Gaps killWhileWorking(String victim, String name) {
        String other = cluster.nodes().stream()
                .filter(node -> !node.equals(victim))
                .findFirst()
                .orElseThrow();
        LoopClient generator = cluster.loop(cluster.preferring(victim), "generate", name, LOOP_SECONDS);
        LoopClient signerThere = cluster.loop(cluster.preferring(victim), "sign", "there-" + name, LOOP_SECONDS);
        LoopClient signerElsewhere = cluster.loop(cluster.preferring(other), "sign", "else-" + name, LOOP_SECONDS);
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> Stream.of(generator, signerThere, signerElsewhere)
                        .allMatch(client -> client.linesSoFar().size() > 3));

        long killedNanos = monotonicNanos();
        cluster.craton("kill", victim);
        List<Operation> generated = generator.operations();
        Gaps gaps = new Gaps(
                victim,
                longestGap(generated, killedNanos),
                longestGap(signerThere.operations(), killedNanos),
                longestGap(signerElsewhere.operations(), killedNanos));
        cluster.craton("start", victim);
        everyNodeHasExactly(generated.stream().map(Operation::name).sorted().toList(), name);
        return gaps;
    }

    /** Requires that nothing failed; answers the longest time without a good answer after the kill. */
    private static long longestGap(List<Operation> operations, long killedNanos) {
        assertThat(operations).allMatch(Operation::succeeded, "succeeded");
        assertThat(operations.stream().map(Operation::detail).distinct().count())
                .as("handles")
                .isIn(1L, (long) operations.size());
        long longest = 0;
        for (int i = 1; i < operations.size(); i++) {
            if (operations.get(i).endNanos() > killedNanos) {
                longest = Math.max(
                        longest,
                        operations.get(i).endNanos() - operations.get(i - 1).endNanos());
            }
        }
        assertThat(longest).as("answers after the kill").isPositive();
        return Duration.ofNanos(longest).toMillis();
    }

    private static void everyNodeHasExactly(List<String> acknowledged, String prefix) {
        for (String node : cluster.nodes()) {
            assertThat(cluster.keysOn(node).stream()
                            .filter(label -> label.startsWith(prefix + "-"))
                            .toList())
                    .as("keys on %s", node)
                    .isEqualTo(acknowledged);
        }
    }

    /** The clock of the clients: on Linux {@link System#nanoTime} is CLOCK_MONOTONIC. */
    private static long monotonicNanos() {
        return System.nanoTime();
    }

    @SuppressWarnings("SystemOut") // the measurement is the test's report
    private static void print(String what, List<Gaps> gaps) {
        System.out.printf("%s, longest gap in ms after each of %d kills:%n", what, gaps.size());
        gaps.forEach(each -> System.out.printf(
                "  %s: generator %d, signer on it %d, signer elsewhere %d%n",
                each.killed(), each.generatorMillis(), each.signerThereMillis(), each.signerElsewhereMillis()));
        System.out.printf(
                "  generator: p50 %d, max %d%n",
                median(gaps),
                gaps.stream().mapToLong(Gaps::generatorMillis).max().orElse(0));
    }

    private static long median(List<Gaps> gaps) {
        return gaps.stream()
                .map(Gaps::generatorMillis)
                .sorted()
                .skip(gaps.size() / 2)
                .findFirst()
                .orElse(0L);
    }
}
