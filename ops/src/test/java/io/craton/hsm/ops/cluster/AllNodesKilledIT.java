package io.craton.hsm.ops.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.ops.cluster.LoopClient.Operation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The power goes out everywhere at once; and what a thief of the disks would find. */
class AllNodesKilledIT {
    private static final String SECRET = "0f-this-is-label-id-and-key-at-once-3b";

    @Test
    void everythingAcknowledgedIsThereAndNothingIsReadableOnDisk() throws IOException {
        try (TestCluster cluster = TestCluster.up(3)) {
            LoopClient generator = cluster.loop(cluster.preferring("n1"), "generate", "outage", 3);
            List<String> acknowledged = generator.operations().stream()
                    .map(Operation::name)
                    .sorted()
                    .toList();
            assertThat(acknowledged).hasSizeGreaterThan(5);
            assertThat(cluster.loop(cluster.preferring("n2"), "import", SECRET, 0)
                            .operations())
                    .allMatch(Operation::succeeded, "succeeded");

            cluster.nodes().forEach(node -> cluster.craton("kill", node));
            nothingReadable(cluster);
            cluster.craton("up");

            for (String node : cluster.nodes()) {
                assertThat(cluster.keysOn(node)).as("keys on %s", node).isEqualTo(acknowledged);
            }
            nothingReadable(cluster);
        }
    }

    private static void nothingReadable(TestCluster cluster) throws IOException {
        List<String> wanted =
                List.of(SECRET, "outage-0", Files.readString(cluster.pinFile()).strip());
        for (String node : cluster.nodes()) {
            try (Stream<Path> files = Files.walk(cluster.home().resolve(node))) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
                    assertThat(wanted).as("in %s", file).noneMatch(bytes::contains);
                }
            }
        }
    }
}
