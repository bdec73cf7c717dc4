package io.craton.hsm.ops.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.craton.hsm.core.token.TokenLimits;
import io.craton.hsm.ops.chaos.ChaosRun.Findings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * A cluster under faults; see {@code bin/chaos}. Settings: {@code craton.chaos.seed}, {@code .seconds}, {@code .nodes}, {@code .faults}
 * (names of {@link Fault} with commas between; all unless told otherwise).
 */
class ChaosIT {
    private static final long SEED = Long.getLong("craton.chaos.seed", System.nanoTime() & 0xffff);
    private static final Duration TIME = Duration.ofSeconds(Integer.getInteger("craton.chaos.seconds", 60));
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Duration GUESSING = Duration.ofSeconds(90);
    private static final String PIN_INCORRECT = "0xa0";
    private static final String PIN_LOCKED = "0xa4";
    private static final int NODES = Integer.getInteger("craton.chaos.nodes", 3);

    @Test
    void whatClientsSeeAgreesWithOneOrderWhateverBefallsTheCluster() {
        assumeTrue("root".equals(System.getProperty("user.name")), "network namespaces take root");
        ChaosCluster cluster = ChaosCluster.start(NODES);
        try {
            System.out.printf("seed %d, %d nodes, %d s%n", SEED, NODES, TIME.toSeconds());
            Findings findings = new ChaosRun(cluster, SEED, TIME, kinds()).run();
            print(findings);
            assertThat(findings.violations()).as("seed %d", SEED).isEmpty();
            assertThat(findings.observations() - findings.unanswered()).isGreaterThan((int) TIME.toSeconds() * 10);
            replicasHoldTheSame(cluster);
            wrongPinsAreCountedTogether(cluster);
        } finally {
            cluster.keepLogs(Path.of("target/chaos-logs"));
            cluster.close();
        }
    }

    /** Nothing goes on any more, so all replicas come to the same entry, and to the same state with it. */
    private static void replicasHoldTheSame(ChaosCluster cluster) {
        await().atMost(SOON).untilAsserted(() -> {
            List<List<String>> states = cluster.all().stream()
                    .map(node -> cluster.report(node).orElseThrow().groups().stream()
                            .map(group -> group.group() + " " + group.changedIndex() + " " + group.digest())
                            .toList())
                    .toList();
            assertThat(Set.copyOf(states)).hasSize(1);
            assertThat(states.getFirst()).hasSizeGreaterThan(1).allMatch(state -> !state.contains(" -1 "));
        });
    }

    /** Wrong PINs tried at all nodes at once, while the leader is killed: no more are looked at than the token allows, and then none at any. */
    private static void wrongPinsAreCountedTogether(ChaosCluster cluster) {
        List<Path> histories = new ArrayList<>();
        List<Process> guessing = new ArrayList<>();
        for (int node : cluster.all()) {
            histories.add(cluster.file("guess" + node + ".history"));
            guessing.add(cluster.guess(node - 1, node, GUESSING, histories.getLast()));
        }
        ChaosCluster.sleep(Duration.ofSeconds(3));
        Fault.KILL_LEADER.befall(cluster, new Random(SEED));
        guessing.forEach(client -> ChaosCluster.finish(client, GUESSING.plusMinutes(1)));
        List<List<String>> answers = histories.stream().map(ChaosIT::answers).toList();
        List<String> all = answers.stream().flatMap(List::stream).toList();
        long wrong = all.stream().filter(PIN_INCORRECT::equals).count();
        long unknown = all.stream()
                .filter(answer -> !List.of(PIN_INCORRECT, PIN_LOCKED).contains(answer))
                .count();
        System.out.printf("wrong PINs: %d looked at, %d without an answer, then locked%n", wrong, unknown);
        assertThat(wrong).as(all.toString()).isBetween(TokenLimits.MAX_PIN_TRIES - unknown, (long)
                TokenLimits.MAX_PIN_TRIES);
        assertThat(answers)
                .allSatisfy(each -> assertThat(each.getLast())
                        .as("the right PIN, afterwards")
                        .isEqualTo(PIN_LOCKED));
    }

    private static List<String> answers(Path history) {
        try {
            return Files.readAllLines(history).stream()
                    .map(line -> line.substring(line.lastIndexOf(' ') + 1))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Fault> kinds() {
        String chosen = System.getProperty("craton.chaos.faults", "");
        return chosen.isEmpty()
                ? List.of(Fault.values())
                : Stream.of(chosen.split(","))
                        .map(name -> Fault.valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_')))
                        .toList();
    }

    private static void print(Findings findings) {
        System.out.printf(
                "%d calls, %d of them with an error; violations: %d %s%n",
                findings.observations(),
                findings.unanswered(),
                findings.violations().size(),
                findings.violations());
        System.out.println("| fault | times | longest pause of a client, p50 ms | max ms |\n|---|---|---|---|");
        findings.pauses().forEach((fault, pauses) -> {
            List<Long> sorted = new ArrayList<>(pauses);
            Collections.sort(sorted);
            System.out.printf(
                    "| %s | %d | %d | %d |%n",
                    fault.words(), sorted.size(), sorted.get(sorted.size() / 2), sorted.getLast());
        });
    }
}
