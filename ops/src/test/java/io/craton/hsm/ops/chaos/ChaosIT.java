package io.craton.hsm.ops.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.craton.hsm.ops.chaos.ChaosRun.Findings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * A cluster under faults; see {@code bin/chaos}. Settings: {@code craton.chaos.seed}, {@code .seconds}, {@code .nodes}, {@code .faults}
 * (names of {@link Fault} with commas between; all unless told otherwise).
 */
class ChaosIT {
    private static final long SEED = Long.getLong("craton.chaos.seed", System.nanoTime() & 0xffff);
    private static final Duration TIME = Duration.ofSeconds(Integer.getInteger("craton.chaos.seconds", 100));
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
        } finally {
            cluster.keepLogs(Path.of("target/chaos-logs"));
            cluster.close();
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
