package io.craton.hsm.ops.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.gateway.wire.Cka;
import io.craton.hsm.gateway.wire.Ckm;
import io.craton.hsm.gateway.wire.Cko;
import io.craton.hsm.gateway.wire.Request;
import io.craton.hsm.gateway.wire.RequestHeader;
import io.craton.hsm.gateway.wire.Slice;
import io.craton.hsm.gateway.wire.Wire;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Input that the client library never sends, on the gateway of a node that serves: each is refused or the connection closed, nothing is
 * left behind, and an application that signs through the same node does not notice.
 */
class BadInputIT {
    private static final int RANDOM_FRAMES = 10_000;
    private static final long SEED = 20_261_121;

    /** Over the gateway's stall timeout of 10 s. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static TestCluster cluster;
    private static Path socket;
    private static Bystander bystander;
    private static NodeFootprint footprint;

    @TempDir
    Path directory;

    private long signedBefore;

    @BeforeAll
    static void start() throws IOException {
        cluster = TestCluster.up(3);
        String node = cluster.aFollower();
        socket = cluster.socket(node);
        bystander = Bystander.start(socket, Files.readAllBytes(cluster.pinFile()));
        footprint = new NodeFootprint(cluster.pid(node), socket);
    }

    @AfterAll
    static void stop() throws IOException {
        try (var _ = cluster) {
            bystander.close();
        }
    }

    @BeforeEach
    void look() {
        signedBefore = bystander.signatures();
        footprint.remember();
    }

    @AfterEach
    void leavesNothingBehindAndDisturbsNobody() {
        Awaitility.await().atMost(PATIENCE).untilAsserted(() -> {
            footprint.assertNoMoreThanBefore();
            assertThat(bystander.signatures()).isGreaterThan(signedBefore);
            bystander.assertUndisturbed();
        });
    }

    private static byte[] prefixed(byte[] body) {
        return ByteBuffer.allocate(4 + body.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(body.length)
                .put(body)
                .array();
    }

    private static byte[] length(int announced) {
        return ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(announced)
                .array();
    }

    private static GatewayConnection stranger() throws IOException {
        return GatewayConnection.greeted(socket, GatewayConnection.Identity.NEW);
    }

    @Test
    void closesAConnectionThatEndsInsideAFrame() throws IOException {
        byte[] ping = GatewayConnection.frame(new Request.Ping(), 1);
        for (int cut = 1; cut < ping.length; cut++) {
            try (GatewayConnection connection = stranger()) {
                connection.send(Arrays.copyOf(ping, cut));
                connection.finishSending();
                assertThat(connection.isClosedByGateway()).isTrue();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, RequestHeader.BYTES - 1, Wire.MAX_FRAME_BYTES + 1, Integer.MAX_VALUE, -1})
    void closesAConnectionThatAnnouncesAnImpossibleLength(int announced) throws IOException {
        try (GatewayConnection greeted = stranger();
                GatewayConnection silent = GatewayConnection.silent(socket)) {
            greeted.send(length(announced));
            silent.send(length(announced));
            assertThat(greeted.isClosedByGateway()).isTrue();
            assertThat(silent.isClosedByGateway()).isTrue();
        }
    }

    @Test
    void closesAConnectionWhoseHandshakeIsGarbage() throws IOException {
        Random random = new Random(SEED);
        for (int i = 0; i < 200; i++) {
            byte[] garbage = new byte[RequestHeader.BYTES + random.nextInt(200)];
            random.nextBytes(garbage);
            try (GatewayConnection connection = GatewayConnection.silent(socket)) {
                connection.send(prefixed(garbage));
                assertThat(connection.isClosedByGateway()).as("frame " + i).isTrue();
            }
        }
    }

    @Test
    void closesConnectionsThatStallHalfWayThroughAFrame() throws IOException {
        byte[] ping = GatewayConnection.frame(new Request.Ping(), 1);
        try (GatewayConnection inPrefix = stranger();
                GatewayConnection inBody = stranger();
                GatewayConnection beforeGreeting = GatewayConnection.silent(socket)) {
            long start = System.nanoTime();
            inPrefix.send(Arrays.copyOf(ping, 2));
            inBody.send(Arrays.copyOf(ping, ping.length - 1));
            assertThat(beforeGreeting.isClosedByGateway()).isTrue();
            assertThat(inPrefix.isClosedByGateway()).isTrue();
            assertThat(inBody.isClosedByGateway()).isTrue();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(PATIENCE);
        }
    }

    /** A logged-in application gone mad: random bodies of every type, and requests that were right before bytes of them changed. */
    @Test
    void answersOrClosesWhateverComes() throws IOException {
        try (Madman madman = new Madman(socket, bystander.logIn())) {
            for (int i = 0; i < RANDOM_FRAMES; i++) {
                madman.sendSomething();
            }
            System.out.printf(
                    "random frames (seed %d): %d sent, %d answered, %d closed; signatures meanwhile: %d%n",
                    SEED,
                    RANDOM_FRAMES,
                    RANDOM_FRAMES - madman.closed,
                    madman.closed,
                    bystander.signatures() - signedBefore);
            assertThat(madman.closed).isBetween(RANDOM_FRAMES / 10, RANDOM_FRAMES - RANDOM_FRAMES / 10);
        }
    }

    @ParameterizedTest
    @EnumSource(NodeStart.Spoiled.class)
    void aNodeThatCannotStartSaysWhyInOneLine(NodeStart.Spoiled spoiled) throws IOException, InterruptedException {
        NodeStart.Ended ended = new NodeStart(cluster.home(), directory).attempt(spoiled);

        assertThat(ended.lines()).singleElement().asString().matches("craton: .*" + spoiled.said + ".*");
        assertThat(ended.exitCode()).isEqualTo(spoiled.exitCode);
    }

    /** One application that sends random frames, and connects again whenever it is thrown out. */
    private static final class Madman implements AutoCloseable {
        private final Random random = new Random(SEED);
        private final Path socket;

        /** Keeps the application present, and its login with it. */
        private final GatewayConnection anchor;

        private final long session;
        private GatewayConnection connection;
        private int closed;

        Madman(Path socket, Bystander.Login login) throws IOException {
            this.socket = socket;
            this.anchor = login.connection();
            this.session = login.session();
            this.connection = GatewayConnection.greeted(socket, anchor.identity());
        }

        void sendSomething() throws IOException {
            try {
                connection.send(random.nextBoolean() ? randomBody() : changedRequest());
                connection.receive();
            } catch (IOException thrownOut) {
                closed++;
                connection.close();
                connection = GatewayConnection.greeted(socket, anchor.identity());
            }
        }

        private byte[] randomBody() {
            byte[] frame = new byte[RequestHeader.BYTES + random.nextInt(100)];
            random.nextBytes(frame);
            header(ByteBuffer.wrap(frame).order(ByteOrder.LITTLE_ENDIAN), random.nextInt(40));
            return prefixed(frame);
        }

        private void header(ByteBuffer frame, int type) {
            frame.putShort((short) type)
                    .putShort((short) 0)
                    .putLong(1 + random.nextInt(1_000_000))
                    .putLong(0)
                    .putInt(200);
        }

        /** Nothing that tries a PIN: the token would lock it, as it must. */
        private byte[] changedRequest() {
            Request request = switch (random.nextInt(5)) {
                case 0 -> new Request.SessionInfo(session);
                case 1 -> new Request.CreateObject(session, dataObject());
                case 2 -> new Request.GetAttributes(session, 2, new long[] {0, 3, 17});
                case 3 ->
                    new Request.Sign(
                            session,
                            new Wire.MechanismUse(Ckm.AES_GCM, Slice.of(new byte[30])),
                            2,
                            Slice.of(new byte[32]));
                default -> new Request.SlotList();
            };
            byte[] frame = GatewayConnection.frame(request, 1);
            header(ByteBuffer.wrap(frame).order(ByteOrder.LITTLE_ENDIAN).position(4), request.type());
            for (int changes = random.nextInt(3); changes > 0; changes--) {
                int body = 4 + RequestHeader.BYTES;
                frame[body + random.nextInt(frame.length - body)] = (byte) random.nextInt(256);
            }
            return frame;
        }

        private static List<Wire.Attribute> dataObject() {
            return List.of(
                    attribute(Cka.CLASS, number(Cko.DATA)),
                    attribute(Cka.LABEL, "label".getBytes(StandardCharsets.US_ASCII)),
                    attribute(Cka.VALUE, new byte[20]));
        }

        private static Wire.Attribute attribute(long type, byte[] value) {
            return new Wire.Attribute(type, Slice.of(value));
        }

        private static byte[] number(long value) {
            return ByteBuffer.allocate(Long.BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(value)
                    .array();
        }

        @Override
        public void close() throws IOException {
            try (var _ = anchor) {
                connection.close();
            }
        }
    }
}
