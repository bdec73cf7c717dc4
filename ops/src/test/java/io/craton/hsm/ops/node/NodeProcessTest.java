package io.craton.hsm.ops.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.craton.hsm.ops.config.ConfigurationException;
import io.craton.hsm.ops.config.NodeConfiguration;
import io.craton.hsm.ops.config.NodeFiles;
import io.craton.hsm.ops.status.NodeReport;
import io.craton.hsm.ops.status.StatusClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class NodeProcessTest {
    private static final Duration SOON = Duration.ofSeconds(5);

    @TempDir
    Path directory;

    private final Parts parts = new Parts();
    private final CountDownLatch hang = new CountDownLatch(1);
    private NodeConfiguration configuration;

    @BeforeEach
    void loadConfiguration() throws ConfigurationException {
        configuration = new NodeFiles(directory)
                .with("limits.start-seconds", "1")
                .with("limits.stop-seconds", "1")
                .load();
    }

    @AfterEach
    void releaseWhatHangs() {
        hang.countDown();
    }

    @Test
    void reportsOnItsSocketUntilItIsStopped() throws Exception {
        NodeProcess node = new NodeProcess(configuration, c -> parts);
        CompletableFuture<Void> run = run(node);
        await().untilAsserted(() -> assertThat(ask().state()).isEqualTo("waiting"));

        parts.serving = true;
        NodeReport report = ask();
        assertThat(report.serving()).isTrue();
        assertThat(report.name()).isEqualTo("n1");
        assertThat(report.pid()).isEqualTo(ProcessHandle.current().pid());
        assertThat(report.groupsLed()).containsExactly("g1");
        assertThat(report.gatewaySocket())
                .isEqualTo(directory.resolve("gateway.sock").toString());

        assertThat(node.stop()).isTrue();
        run.get(5, TimeUnit.SECONDS);
        assertThat(parts.closed).isTrue();
        assertThat(configuration.status().socket()).doesNotExist();
    }

    @Test
    void refusesADataDirectoryThatAnotherNodeHolds() throws Exception {
        NodeProcess node = new NodeProcess(configuration, c -> parts);
        CompletableFuture<Void> run = run(node);
        await().untilAsserted(() -> assertThat(ask().state()).isEqualTo("waiting"));

        assertThatThrownBy(() -> new NodeProcess(configuration, c -> new Parts()).run())
                .isInstanceOf(NodeStartException.class)
                .hasMessage("data directory " + directory.resolve("data") + " is in use by another process");

        assertThat(node.stop()).isTrue();
        run.get(5, TimeUnit.SECONDS);
    }

    @Test
    void passesOnWhyAPartCouldNotStart() {
        assertThatThrownBy(() -> new NodeProcess(configuration, c -> {
                            throw new NodeStartException("port 7001 is in use");
                        })
                        .run())
                .isInstanceOf(NodeStartException.class)
                .hasMessage("port 7001 is in use");
    }

    @Test
    void turnsAnUnforeseenFailureIntoOneLine() {
        assertThatThrownBy(() -> new NodeProcess(configuration, c -> {
                            throw new IllegalStateException("odd");
                        })
                        .run())
                .isInstanceOf(NodeStartException.class)
                .hasMessage("a part failed to start: java.lang.IllegalStateException: odd");
    }

    @Test
    void givesUpOnAPartThatHangsAndStopsItWhenItComesLate() {
        assertThatThrownBy(() -> new NodeProcess(configuration, c -> {
                            awaitRelease();
                            return parts;
                        })
                        .run())
                .isInstanceOf(NodeStartException.class)
                .hasMessage("node n1 did not start within 1 s (limits.start-seconds)");
        hang.countDown();
        await().untilAsserted(() -> assertThat(parts.closed).isTrue());
    }

    @Test
    void canBeStoppedWhileItIsStarting() {
        NodeProcess node = new NodeProcess(configuration, c -> {
            awaitRelease();
            return parts;
        });
        CompletableFuture<Void> run = run(node);
        await().untilAsserted(() -> assertThat(ask().state()).isEqualTo("starting"));
        assertThat(node.stop()).isTrue();
        assertThatThrownBy(() -> run.get(5, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasRootCauseMessage("stopped while starting");
    }

    @Test
    void endsWithTheReasonWhenAPartHasStoppedForGood() {
        CompletableFuture<Void> run = run(new NodeProcess(configuration, c -> parts));
        await().untilAsserted(() -> assertThat(ask().state()).isEqualTo("waiting"));
        parts.failure.complete("the replica of g1 has stopped");
        assertThatThrownBy(() -> run.get(5, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasRootCauseMessage("the replica of g1 has stopped");
        assertThat(parts.closed).isTrue();
    }

    @Test
    void saysWhenItDidNotStopInTime() {
        parts.closeHangs = true;
        NodeProcess node = new NodeProcess(configuration, c -> parts);
        CompletableFuture<Void> run = run(node);
        await().untilAsserted(() -> assertThat(ask().state()).isEqualTo("waiting"));
        assertThat(node.stop()).isFalse();
        hang.countDown();
        assertThat(run).succeedsWithin(SOON);
    }

    private NodeReport ask() throws IOException {
        return StatusClient.ask(configuration.status().socket(), SOON);
    }

    private void awaitRelease() {
        try {
            assertThat(hang.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static CompletableFuture<Void> run(NodeProcess node) {
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        node.run();
                    } catch (NodeStartException e) {
                        throw new IllegalStateException(e);
                    }
                },
                task -> Thread.ofPlatform().daemon(true).start(task));
    }

    /** Parts whose state the test sets. */
    private final class Parts implements NodeAssembly.Running {
        private final CompletableFuture<String> failure = new CompletableFuture<>();
        private volatile boolean serving;
        private volatile boolean closed;
        private volatile boolean closeHangs;

        @Override
        public boolean serving() {
            return serving;
        }

        @Override
        public List<NodeReport.Group> groups() {
            return List.of(new NodeReport.Group("g1", "leader", 1, "n1", 2, 2, 2, ""));
        }

        @Override
        public List<String> groupsLed() {
            return List.of("g1");
        }

        @Override
        public CompletionStage<String> failure() {
            return failure;
        }

        @Override
        public void close() {
            if (closeHangs) {
                awaitRelease();
            }
            closed = true;
        }
    }
}
