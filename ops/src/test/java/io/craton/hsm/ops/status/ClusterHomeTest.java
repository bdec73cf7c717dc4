package io.craton.hsm.ops.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterHomeTest {
    @TempDir
    Path home;

    @BeforeEach
    void makeTwoNodes() throws IOException {
        for (String name : List.of("n1", "n2")) {
            Files.createDirectory(home.resolve(name));
            Files.writeString(home.resolve(name).resolve("node.conf"), "");
        }
        Files.createDirectory(home.resolve("ca"));
    }

    @Test
    void showsANodeThatDoesNotAnswerAsDown() throws IOException {
        try (StatusServer server = serve("n1", true)) {
            assertThat(server).isNotNull();
            assertThat(new ClusterHome(home).reports())
                    .extracting(NodeReport::name, NodeReport::serving, NodeReport::state)
                    .containsExactly(tuple("n1", true, "serving"), tuple("n2", false, "down"));
        }
    }

    @Test
    void tellsANodesProcessFromOneThatGotItsNumber() throws IOException {
        Process node = new ProcessBuilder(
                        "tail", "-f", home.resolve("n2").resolve("node.conf").toString())
                .start();
        try {
            Files.writeString(
                    home.resolve("n1").resolve("pid"), ProcessHandle.current().pid() + "\n");
            Files.writeString(home.resolve("n2").resolve("pid"), node.pid() + "\n");
            await().untilAsserted(() -> assertThat(new ClusterHome(home).reports())
                    .extracting(NodeReport::pid, NodeReport::state)
                    .containsExactly(tuple(0L, "down"), tuple(node.pid(), "silent")));
        } finally {
            node.destroyForcibly();
        }
    }

    @Test
    void waitsUntilEveryNodeServes() throws IOException, InterruptedException {
        try (StatusServer one = serve("n1", true);
                StatusServer two = serve("n2", true)) {
            assertThat(List.of(one, two)).hasSize(2);
            List<String> progress = new ArrayList<>();
            assertThat(new ClusterHome(home).awaitServing(name -> true, Duration.ofSeconds(10), progress::add))
                    .isTrue();
            assertThat(progress).containsExactly("n1 serving, n2 serving");
        }
    }

    @Test
    void stopsWaitingWhenANodesProcessHasEnded() throws IOException, InterruptedException {
        try (StatusServer one = serve("n1", true)) {
            assertThat(one).isNotNull();
            assertThat(new ClusterHome(home).awaitServing(name -> true, Duration.ofSeconds(60), line -> {}))
                    .isFalse();
        }
    }

    @Test
    void waitsForOneNodeAlone() throws IOException, InterruptedException {
        try (StatusServer one = serve("n1", true)) {
            assertThat(one).isNotNull();
            assertThat(new ClusterHome(home).awaitServing("n1"::equals, Duration.ofSeconds(10), line -> {}))
                    .isTrue();
        }
    }

    @Test
    void stopsWaitingAtTheDeadline() throws IOException, InterruptedException {
        try (StatusServer one = serve("n1", true);
                StatusServer two = serve("n2", false)) {
            assertThat(List.of(one, two)).hasSize(2);
            assertThat(new ClusterHome(home).awaitServing(name -> true, Duration.ofMillis(300), line -> {}))
                    .isFalse();
        }
    }

    @Test
    void saysWhereThereIsNoCluster() {
        assertThatThrownBy(() -> new ClusterHome(home.resolve("none")).reports())
                .hasMessageStartingWith("there is no cluster in ");
    }

    @Test
    void alignsTheTable() {
        String table = ReportTable.of(List.of(
                new NodeReport(
                        "n1",
                        1,
                        true,
                        "serving",
                        "1",
                        List.of("g1", "g2"),
                        "/s",
                        "https://h:1",
                        List.of(new NodeReport.Group("g1", "leader", 1, "n1", 5, 4, 4, ""))),
                NodeReport.down("node-two", 0, null)));
        assertThat(table.lines())
                .containsExactly(
                        "NODE      PID  STATE    LEADS  APPLIED/COMMITTED  GATEWAY  ADMIN",
                        "n1        1    serving  g1,g2  g1 4/5             /s       https://h:1",
                        "node-two  -    down     -      -                  -        -");
    }

    private StatusServer serve(String name, boolean serving) throws IOException {
        NodeReport report = new NodeReport(
                name, 1, serving, serving ? "serving" : "starting", "1", List.of(), "/s", null, List.of());
        return StatusServer.start(home.resolve(name).resolve("status.sock"), () -> report);
    }
}
