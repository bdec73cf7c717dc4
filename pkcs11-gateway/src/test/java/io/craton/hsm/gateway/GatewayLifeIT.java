package io.craton.hsm.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.craton.hsm.core.Octets;
import io.craton.hsm.core.id.ApplicationId;
import io.craton.hsm.gateway.fake.FakeHsm;
import io.craton.hsm.gateway.wire.Ckr;
import io.craton.hsm.gateway.wire.Reply;
import io.craton.hsm.gateway.wire.ReplyHeader;
import io.craton.hsm.gateway.wire.Request;
import io.craton.hsm.gateway.wire.Slice;
import io.craton.hsm.gateway.wire.Wire;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Sockets, connections and applications, from their beginning to their end. */
@Timeout(60)
class GatewayLifeIT {
    private static final Duration GRACE = Duration.ofMillis(200);

    private static RunningGateway quick() throws IOException, GatewayStartException {
        return RunningGateway.start(
                settings -> settings.withTimeouts(Duration.ofSeconds(5), Duration.ofSeconds(5), GRACE));
    }

    private static ApplicationId id(GatewayClient client) {
        return new ApplicationId(Octets.copyOf(client.identity().application().copy()));
    }

    @Test
    void theSocketIsForOwnerAndGroupAndGoesWithTheGateway() throws IOException, GatewayStartException {
        RunningGateway gateway = quick();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(gateway.socket)))
                .isEqualTo("rw-rw----");

        gateway.close();

        assertThat(gateway.socket).doesNotExist();
    }

    @Test
    void replacesASocketThatNobodyAnswersOn(@TempDir Path directory) throws IOException, GatewayStartException {
        Path socket = directory.resolve("s");
        try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            dead.bind(UnixDomainSocketAddress.of(socket));
        }
        assertThat(socket).exists();

        try (GatewayServer server = GatewayServer.start(GatewaySettings.of(socket, "n1"), new FakeHsm(1));
                GatewayClient client = GatewayClient.open(socket)) {
            assertThat(client.code(new Request.Ping())).isEqualTo(Ckr.OK);
            assertThat(server.metrics().connectionsOpen()).isOne();
        }
    }

    @Test
    void leavesASocketAloneThatIsInUse() throws IOException, GatewayStartException {
        try (RunningGateway gateway = quick()) {
            assertThatThrownBy(() -> GatewayServer.start(GatewaySettings.of(gateway.socket, "n2"), new FakeHsm(1)))
                    .isInstanceOf(GatewayStartException.class)
                    .hasMessage("gateway socket " + gateway.socket + ": in use by another process");
            try (GatewayClient client = gateway.client()) {
                assertThat(client.code(new Request.Ping())).isEqualTo(Ckr.OK);
            }
        }
    }

    @Test
    void saysWhyItCannotListen(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "something");
        Path nowhere = directory.resolve("missing/s");
        Path tooLong = directory.resolve("x".repeat(120));

        assertRefused(file, "the file exists and is not a socket");
        assertRefused(nowhere, "the directory " + directory.resolve("missing") + " does not exist");
        assertRefused(tooLong, "cannot listen (Unix domain path too long)");
        assertThat(file).hasContent("something");
    }

    private static void assertRefused(Path socket, String reason) {
        assertThatThrownBy(() -> GatewayServer.start(GatewaySettings.of(socket, "n1"), new FakeHsm(1)))
                .isInstanceOf(GatewayStartException.class)
                .hasMessage("gateway socket " + socket + ": " + reason);
    }

    @Test
    void doesNotRemoveASocketThatAnotherProcessHasPutInItsPlace(@TempDir Path directory)
            throws IOException, GatewayStartException {
        Path socket = directory.resolve("s");
        GatewayServer server = GatewayServer.start(GatewaySettings.of(socket, "n1"), new FakeHsm(1));
        Files.delete(socket);
        try (ServerSocketChannel other = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            other.bind(UnixDomainSocketAddress.of(socket));
            server.close();
            assertThat(socket).exists();
        }
    }

    @Test
    void aConnectionOverTheLimitIsToldToGoElsewhere() throws IOException, GatewayStartException {
        try (RunningGateway gateway = RunningGateway.start(settings -> settings.withMaxConnections(2))) {
            try (GatewayClient one = gateway.client();
                    GatewayClient two = gateway.client()) {
                try (GatewayClient over = GatewayClient.connect(gateway.socket)) {
                    ReplyHeader refusal =
                            over.greet(GatewayClient.Identity.NONE).header();
                    assertThat(refusal.code()).isEqualTo(Ckr.TOKEN_RESOURCE_EXCEEDED);
                    assertThat(refusal.flags()).isEqualTo(ReplyHeader.RETRY);
                    assertThat(over.isClosedByGateway()).isTrue();
                }
                assertThat(gateway.metrics().connectionsRefused()).isOne();
                assertThat(one.code(new Request.Ping())).isEqualTo(Ckr.OK);
                assertThat(two.code(new Request.Ping())).isEqualTo(Ckr.OK);
            }
            await().until(() -> gateway.metrics().connectionsOpen() == 0);
            try (GatewayClient again = gateway.client()) {
                assertThat(again.code(new Request.Ping())).isEqualTo(Ckr.OK);
            }
        }
    }

    @Test
    void servesTwoHundredConnectionsAtOnce() throws Exception {
        try (RunningGateway gateway = quick()) {
            List<GatewayClient> clients = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                clients.add(gateway.client());
            }
            assertThat(gateway.metrics().connectionsOpen()).isEqualTo(200);
            try (ExecutorService callers = Executors.newFixedThreadPool(200)) {
                List<Future<Boolean>> done = new ArrayList<>();
                for (GatewayClient client : clients) {
                    done.add(callers.submit(() -> {
                        for (int i = 0; i < 50; i++) {
                            long session = client.get(new Request.OpenSession(0, true), Reply.OpenSession.class)
                                    .session();
                            client.get(new Request.CloseSession(session), Reply.CloseSession.class);
                        }
                        return true;
                    }));
                }
                for (Future<Boolean> one : done) {
                    assertThat(one.get(30, TimeUnit.SECONDS)).isTrue();
                }
            }
            for (GatewayClient client : clients) {
                client.close();
            }
            await().untilAsserted(() -> {
                assertThat(gateway.metrics().connectionsOpen()).isZero();
                assertThat(gateway.metrics().applicationsPresent()).isZero();
            });
            assertThat(gateway.hsm.gone()).hasSize(200);
        }
    }

    @Test
    void anApplicationIsGoneWhenItsLastConnectionHasBeenForAGrace() throws IOException, GatewayStartException {
        try (RunningGateway gateway = quick()) {
            GatewayClient one = gateway.client();
            one.get(new Request.OpenSession(0, true), Reply.OpenSession.class);
            GatewayClient two = GatewayClient.open(gateway.socket, one.identity());
            assertThat(two.identity()).isEqualTo(one.identity());

            one.close();
            await().until(() -> gateway.metrics().connectionsOpen() == 1);
            await().pollDelay(GRACE.multipliedBy(3)).until(() -> true);
            assertThat(gateway.hsm.gone()).isEmpty();

            two.close();
            await().untilAsserted(() -> assertThat(gateway.hsm.gone()).containsExactly(id(two)));
            assertThat(gateway.hsm.sessions()).isZero();
        }
    }

    @Test
    void anApplicationThatReconnectsAtOnceKeepsItsSessions() throws IOException, GatewayStartException {
        try (RunningGateway gateway = RunningGateway.start()) {
            GatewayClient one = gateway.client();
            long session = one.get(new Request.OpenSession(0, true), Reply.OpenSession.class)
                    .session();
            one.close();

            try (GatewayClient two = GatewayClient.open(gateway.socket, one.identity())) {
                await().pollDelay(Duration.ofMillis(800)).until(() -> true);
                assertThat(two.code(new Request.SessionInfo(session))).isEqualTo(Ckr.OK);
            }
        }
    }

    @Test
    void anApplicationThatSaysGoodbyeIsGoneAtOnceAndOnce() throws IOException, GatewayStartException {
        try (RunningGateway gateway = RunningGateway.start()) {
            try (GatewayClient client = gateway.client()) {
                client.get(new Request.OpenSession(0, true), Reply.OpenSession.class);
                assertThat(client.ask(new Request.Goodbye(), 0).header().code()).isEqualTo(Ckr.OK);
                assertThat(gateway.hsm.gone()).containsExactly(id(client));
            }
            await().until(() -> gateway.metrics().applicationsPresent() == 0);
            assertThat(gateway.hsm.gone()).hasSize(1);
        }
    }

    @Test
    void aSessionOfAnotherApplicationIsNoSession() throws IOException, GatewayStartException {
        try (RunningGateway gateway = quick();
                GatewayClient one = gateway.client();
                GatewayClient two = gateway.client()) {
            long session = one.get(new Request.OpenSession(0, true), Reply.OpenSession.class)
                    .session();
            assertThat(two.code(new Request.SessionInfo(session))).isEqualTo(Ckr.SESSION_HANDLE_INVALID);
        }
    }

    @Test
    void aCallThatIsNotAnsweredInTimeIsADeviceErrorAndTheConnectionGoesOn() throws IOException, GatewayStartException {
        try (RunningGateway gateway = quick();
                GatewayClient client = gateway.client()) {
            client.setDeadlineMillis(100);
            gateway.hsm.silent = true;
            assertThat(client.code(new Request.OpenSession(0, true))).isEqualTo(Ckr.DEVICE_ERROR);
            assertThat(client.code(new Request.SlotList())).isEqualTo(Ckr.DEVICE_ERROR);
            assertThat(gateway.metrics().deadlinesMissed()).isEqualTo(2);

            gateway.hsm.silent = false;
            assertThat(client.code(new Request.OpenSession(0, true))).isEqualTo(Ckr.OK);
        }
    }

    @Test
    void anExceptionOfTheServiceIsADeviceErrorAndTheConnectionGoesOn() throws IOException, GatewayStartException {
        try (RunningGateway gateway = quick();
                GatewayClient client = gateway.client()) {
            gateway.hsm.interception = method -> {
                throw new IllegalStateException("a defect, on purpose, in " + method);
            };
            assertThat(client.code(new Request.OpenSession(0, true))).isEqualTo(Ckr.DEVICE_ERROR);
            assertThat(gateway.metrics().requestsFailed()).isOne();

            gateway.hsm.interception = method -> {};
            assertThat(client.code(new Request.OpenSession(0, true))).isEqualTo(Ckr.OK);
        }
    }

    @Test
    void closingLetsARequestUnderWayBeAnswered() throws Exception {
        RunningGateway gateway = quick();
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch leave = new CountDownLatch(1);
        gateway.hsm.interception = method -> {
            entered.countDown();
            awaitLatch(leave);
        };
        try (GatewayClient client = gateway.client();
                GatewayClient resting = gateway.client();
                ExecutorService threads = Executors.newFixedThreadPool(2)) {
            Future<Long> code = threads.submit(() -> client.code(new Request.OpenSession(0, true)));
            awaitLatch(entered);
            Future<Boolean> closed = threads.submit(() -> {
                gateway.close();
                return true;
            });
            assertThat(resting.isClosedByGateway()).isTrue();
            assertThat(closed.isDone()).isFalse();

            leave.countDown();

            assertThat(code.get(5, TimeUnit.SECONDS)).isEqualTo(Ckr.OK);
            assertThat(closed.get(5, TimeUnit.SECONDS)).isTrue();
            assertThat(gateway.hsm.gone()).isEmpty();
        }
    }

    @Test
    void closingEndsInTimeThoughTheServiceDoesNotAnswer() throws Exception {
        RunningGateway gateway = quick();
        gateway.hsm.silent = true;
        try (GatewayClient client = gateway.client();
                ExecutorService threads = Executors.newFixedThreadPool(1)) {
            client.setDeadlineMillis(60_000);
            Future<Long> code = threads.submit(() -> client.code(new Request.OpenSession(0, true)));
            await().until(() -> Thread.getAllStackTraces().entrySet().stream()
                    .anyMatch(thread -> thread.getKey().getName().startsWith("gateway-connection-")
                            && thread.getKey().getState() == Thread.State.TIMED_WAITING));
            long start = System.nanoTime();

            gateway.close();

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
            assertThat(gateway.metrics().connectionsOpen()).isZero();
            assertThatThrownBy(() -> code.get(1, TimeUnit.SECONDS)).hasCauseInstanceOf(IOException.class);
        }
    }

    @Test
    void handsOutItsNameAndLimitsAtTheHandshake() throws IOException, GatewayStartException {
        try (RunningGateway gateway = quick();
                GatewayClient client = GatewayClient.connect(gateway.socket)) {
            Reply.Handshake welcome =
                    client.get(GatewayClient.handshake(GatewayClient.Identity.NONE), 0, Reply.Handshake.class);
            assertThat(welcome.nodeName()).isEqualTo("n1");
            assertThat(welcome.maxFrameBytes()).isEqualTo(Wire.MAX_FRAME_BYTES);
            assertThat(welcome.maxDataBytes()).isEqualTo(Wire.MAX_DATA_BYTES);
            assertThat(welcome.resumeToken()).isNotEqualTo(Slice.EMPTY);
        }
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            if (!latch.await(10, TimeUnit.SECONDS)) {
                throw new IllegalStateException("nobody came");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
