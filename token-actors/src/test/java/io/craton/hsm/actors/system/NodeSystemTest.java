package io.craton.hsm.actors.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.craton.hsm.actors.wire.TestMessages.Pong;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.cluster.Cluster;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeSystemTest {
    private static final Duration ATTEMPT = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    @Test
    void exchangesMessagesInWhateverOrderNodesStart() {
        try (TestCluster cluster = new TestCluster(folder, 3)) {
            NodeSystem third = cluster.start("n3");
            NodeSystem second = cluster.start("n2");
            reaches(third, "n2");
            reaches(second, "n3");
            NodeSystem first = cluster.start("n1");
            for (NodeSystem node : List.of(first, second, third)) {
                reaches(node, "n1");
                reaches(node, "n2");
                reaches(node, "n3");
            }
            await().atMost(PATIENCE).untilAsserted(() -> {
                assertThat(members(first)).isEqualTo(3);
                assertThat(members(second)).isEqualTo(3);
                assertThat(members(third)).isEqualTo(3);
            });
        }
    }

    @Test
    void servesAloneAndStopsInOrderWithinSeconds() {
        try (TestCluster cluster = new TestCluster(folder, 1)) {
            NodeSystem only = cluster.start("n1");
            reaches(only, "n1");
            await().atMost(PATIENCE).until(() -> members(only) == 1);
            long started = System.nanoTime();
            only.close();
            assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(10));
            await().atMost(PATIENCE)
                    .until(() -> only.ended().toCompletableFuture().isDone());
        }
    }

    @Test
    void refusesANodeOfAnotherAuthority() {
        try (TestCluster cluster = new TestCluster(folder, 2)) {
            NodeSystem first = cluster.start("n1");
            TestAuthority foreign = TestAuthority.create(folder, "foreign");
            TlsFiles own = foreign.issue("n2", "IP:127.0.0.1,DNS:n2");
            // It trusts our authority, so that only its own certificate is at fault.
            NodeSystem stranger = cluster.start(
                    "n2", new TlsFiles(cluster.authority().certificate(), own.certificate(), own.privateKey()));
            doesNotReach(stranger, "n1");
            doesNotReach(first, "n2");
        }
    }

    @Test
    void refusesAServerWhoseCertificateNamesAnotherHost() {
        try (TestCluster cluster = new TestCluster(folder, 2)) {
            NodeSystem first = cluster.start("n1");
            cluster.start("n2", cluster.authority().issue("n2", "IP:127.0.0.9,DNS:n2"));
            doesNotReach(first, "n2");
        }
    }

    @Test
    void refusesAClientWhoseCertificateNamesNoNode() {
        try (TestCluster cluster = new TestCluster(folder, 2)) {
            cluster.start("n1");
            NodeSystem second = cluster.start("n2", cluster.authority().issue("n2", "IP:127.0.0.9,DNS:elsewhere"));
            doesNotReach(second, "n1");
        }
    }

    @Test
    void usesRenewedCertificatesWithoutARestart() throws IOException {
        try (TestCluster cluster = new TestCluster(folder, 2)) {
            TlsFiles wrong = cluster.authority().issue("n2", "IP:127.0.0.9,DNS:elsewhere");
            cluster.start("n1");
            NodeSystem second = cluster.start("n2", wrong);
            doesNotReach(second, "n1");
            TlsFiles right = cluster.authority().issue("renewed", "IP:127.0.0.1,DNS:n2");
            Files.write(wrong.privateKey(), Files.readAllBytes(right.privateKey()));
            Files.write(wrong.certificate(), Files.readAllBytes(right.certificate()));
            reaches(second, "n1");
        }
    }

    @Test
    void saysInOneLineThatThePortIsInUse() throws IOException {
        try (TestCluster cluster = new TestCluster(folder, 1);
                ServerSocket taken = new ServerSocket(
                        cluster.nodes().getFirst().actorPort(), 1, InetAddress.getByName(TestCluster.HOST))) {
            assertThatThrownBy(() -> cluster.start("n1"))
                    .isInstanceOf(NodeSystemException.class)
                    .hasMessageContaining("actor port 127.0.0.1:" + taken.getLocalPort())
                    .hasMessageNotContaining("\n");
        }
    }

    static void reaches(NodeSystem from, String target) {
        await().atMost(PATIENCE).ignoreExceptions().until(() -> {
            Pong pong = TestCluster.ping(from, target, "hello", ATTEMPT)
                    .toCompletableFuture()
                    .get(5, TimeUnit.SECONDS);
            return pong.equals(new Pong(target, "hello"));
        });
    }

    static void doesNotReach(NodeSystem from, String target) {
        assertThatThrownBy(() -> TestCluster.ping(from, target, "hello", Duration.ofSeconds(3))
                        .toCompletableFuture()
                        .get(10, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(TimeoutException.class);
    }

    static long members(NodeSystem node) {
        int count = 0;
        for (var ignored : Cluster.get(Adapter.toClassic(node.system())).state().getMembers()) {
            count++;
        }
        return count;
    }
}
