package io.craton.hsm.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.craton.hsm.gateway.wire.Ckr;
import io.craton.hsm.gateway.wire.Frames;
import io.craton.hsm.gateway.wire.Reply;
import io.craton.hsm.gateway.wire.Request;
import io.craton.hsm.gateway.wire.RequestHeader;
import io.craton.hsm.gateway.wire.Slice;
import io.craton.hsm.gateway.wire.Wire;
import io.craton.hsm.gateway.wire.WireWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Input that no client of ours sends: each is refused or the connection closed, nothing is left behind, and others do not notice. */
class GatewayInputIT {
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final int RANDOM_FRAMES = 10_000;
    private static final long SEED = 20_261_121;

    private RunningGateway gateway;
    private GatewayClient bystander;
    private long bystandersSession;

    @BeforeEach
    void start() throws IOException, GatewayStartException {
        gateway = RunningGateway.start(settings -> settings.withTimeouts(SHORT, SHORT, SHORT));
        bystander = gateway.client();
        bystandersSession = bystander
                .get(new Request.OpenSession(0, true), Reply.OpenSession.class)
                .session();
    }

    /** Nothing is left of the others, and the bystander goes on as if nothing had been. */
    @AfterEach
    void leavesNothingBehind() throws IOException {
        try (var _ = gateway;
                var _ = bystander) {
            await().untilAsserted(() -> {
                assertThat(gateway.metrics().connectionsOpen()).isOne();
                assertThat(gateway.metrics().applicationsPresent()).isOne();
            });
            assertThat(bystander.code(new Request.SessionInfo(bystandersSession)))
                    .isEqualTo(Ckr.OK);
            assertThat(gateway.hsm.openSecrets()).isZero();
            assertThat(gateway.metrics().requestsFailed()).isZero();
            assertThat(gateway.metrics().connectionsFailed()).isZero();
        }
        await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().startsWith("gateway-")));
    }

    private void awaitCount(ToLongFunction<GatewayMetrics> counter, long expected) {
        await().untilAsserted(
                        () -> assertThat(counter.applyAsLong(gateway.metrics())).isEqualTo(expected));
    }

    private static byte[] frame(int type, long sequence, Request body) {
        WireWriter out = new WireWriter();
        Frames.write(out, new RequestHeader(type, 0, sequence, 0, 1000), body);
        return out.copy();
    }

    private static byte[] prefix(int length) {
        return ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(length)
                .array();
    }

    @Test
    void closesAConnectionThatEndsInsideAFrame() throws IOException {
        byte[] ping = frame(Wire.TYPE_PING, 1, new Request.Ping());
        for (int cut = 1; cut < ping.length; cut++) {
            try (GatewayClient client = gateway.client()) {
                client.send(Arrays.copyOf(ping, cut));
                client.finishSending();
                assertThat(client.isClosedByGateway()).isTrue();
            }
        }
        awaitCount(GatewayMetrics::framesTruncated, ping.length - 1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, RequestHeader.BYTES - 1, Wire.MAX_FRAME_BYTES + 1, Integer.MAX_VALUE, -1})
    void closesAConnectionThatAnnouncesAnImpossibleLength(int length) throws IOException {
        try (GatewayClient client = gateway.client()) {
            client.send(prefix(length));
            assertThat(client.isClosedByGateway()).isTrue();
        }
        awaitCount(GatewayMetrics::framesOversize, 1);
    }

    @Test
    void closesAConnectionWhoseHandshakeIsGarbage() throws IOException {
        Random random = new Random(SEED);
        for (int i = 0; i < 100; i++) {
            byte[] garbage = new byte[4 + RequestHeader.BYTES + random.nextInt(200)];
            random.nextBytes(garbage);
            System.arraycopy(prefix(garbage.length - 4), 0, garbage, 0, 4);
            try (GatewayClient client = GatewayClient.connect(gateway.socket)) {
                client.send(garbage);
                assertThat(client.isClosedByGateway()).isTrue();
            }
        }
        awaitCount(GatewayMetrics::handshakesRefused, 100);
    }

    @Test
    void closesAConnectionThatSpeaksAnotherProtocol() throws IOException {
        try (GatewayClient client = GatewayClient.connect(gateway.socket)) {
            client.send(
                    "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            assertThat(client.isClosedByGateway()).isTrue();
        }
        awaitCount(GatewayMetrics::framesOversize, 1);
    }

    @Test
    void closesAConnectionWhoseFirstFrameIsNoHandshake() throws IOException {
        try (GatewayClient client = GatewayClient.connect(gateway.socket)) {
            client.send(frame(Wire.TYPE_PING, 1, new Request.Ping()));
            assertThat(client.isClosedByGateway()).isTrue();
        }
        awaitCount(GatewayMetrics::handshakesRefused, 1);
    }

    @Test
    void refusesAHandshakeOfAnotherVersion() throws IOException {
        try (GatewayClient client = GatewayClient.connect(gateway.socket)) {
            Request.Handshake future = new Request.Handshake(
                    Wire.MAGIC, Wire.MAX_VERSION + 1, Wire.MAX_VERSION + 3, Slice.EMPTY, Slice.EMPTY, 1, "test");
            assertThat(client.ask(future, 0).header().code()).isEqualTo(Ckr.FUNCTION_NOT_SUPPORTED);
            assertThat(client.isClosedByGateway()).isTrue();
        }
    }

    @Test
    void refusesAnIdentityThatWasNeverIssued() throws IOException {
        try (GatewayClient client = GatewayClient.connect(gateway.socket)) {
            GatewayClient.Answered answered =
                    client.greet(new GatewayClient.Identity(Slice.of(new byte[16]), Slice.of(new byte[32])));
            assertThat(answered.header().code()).isEqualTo(Ckr.SESSION_CLOSED);
            assertThat(client.isClosedByGateway()).isTrue();
        }
        awaitCount(GatewayMetrics::handshakesRefused, 1);
    }

    @Test
    void closesAConnectionThatShowsHalfAnIdentity() throws IOException {
        try (GatewayClient client = GatewayClient.connect(gateway.socket)) {
            client.send(frame(
                    Wire.TYPE_HANDSHAKE,
                    0,
                    GatewayClient.handshake(new GatewayClient.Identity(Slice.of(new byte[16]), Slice.EMPTY))));
            assertThat(client.isClosedByGateway()).isTrue();
        }
    }

    @Test
    void closesAConnectionThatSendsNoHandshakeInTime() throws IOException {
        try (GatewayClient silent = GatewayClient.connect(gateway.socket);
                GatewayClient slow = GatewayClient.connect(gateway.socket)) {
            slow.send(Arrays.copyOf(
                    frame(Wire.TYPE_HANDSHAKE, 0, GatewayClient.handshake(GatewayClient.Identity.NONE)), 20));
            assertThat(silent.isClosedByGateway()).isTrue();
            assertThat(slow.isClosedByGateway()).isTrue();
        }
        awaitCount(GatewayMetrics::handshakesTimedOut, 2);
    }

    @Test
    void closesAConnectionThatStallsHalfWayThroughAFrame() throws IOException {
        byte[] ping = frame(Wire.TYPE_PING, 1, new Request.Ping());
        try (GatewayClient inPrefix = gateway.client();
                GatewayClient inBody = gateway.client()) {
            inPrefix.send(Arrays.copyOf(ping, 2));
            inBody.send(Arrays.copyOf(ping, ping.length - 1));
            assertThat(inPrefix.isClosedByGateway()).isTrue();
            assertThat(inBody.isClosedByGateway()).isTrue();
        }
        awaitCount(GatewayMetrics::framesStalled, 2);
    }

    @Test
    void closesAConnectionThatTakesNoReplies() throws IOException {
        try (GatewayClient client = gateway.client()) {
            long session = client.get(new Request.OpenSession(0, true), Reply.OpenSession.class)
                    .session();
            Request random = new Request.GenerateRandom(session, Wire.MAX_RANDOM_BYTES);
            for (int i = 0; i < 20; i++) {
                client.send(frame(random.type(), 100 + i, random));
            }
            awaitCount(GatewayMetrics::framesStalled, 1);
        }
    }

    @Test
    void aConnectionMayRestBetweenFrames() throws IOException {
        try (GatewayClient client = gateway.client()) {
            await().pollDelay(SHORT.multipliedBy(3)).until(() -> true);
            assertThat(client.code(new Request.Ping())).isEqualTo(Ckr.OK);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 37, 38, 1000, 65535})
    void closesAConnectionThatSendsAnUnknownType(int type) throws IOException {
        try (GatewayClient client = gateway.client()) {
            client.send(frame(type, 1, new Request.Ping()));
            assertThat(client.isClosedByGateway()).isTrue();
        }
        awaitCount(GatewayMetrics::framesUnknown, 1);
    }

    @Test
    void closesAConnectionWhoseFieldsDoNotFitTheirFrame() throws IOException {
        byte[] login = frame(Wire.TYPE_LOGIN, 1, new Request.Login(bystandersSession, 1, Slice.of(new byte[4])));
        int lengthOfPin = login.length - 2 - 4 - 4;
        for (int length : new int[] {5, 257, Integer.MAX_VALUE, -1}) {
            byte[] changed = login.clone();
            System.arraycopy(prefix(length), 0, changed, lengthOfPin, 4);
            try (GatewayClient client = gateway.client()) {
                client.send(changed);
                assertThat(client.isClosedByGateway()).isTrue();
            }
        }
        awaitCount(GatewayMetrics::framesMalformed, 4);
    }

    @Test
    void closesAConnectionWithBytesLeftOver() throws IOException {
        byte[] ping = frame(Wire.TYPE_PING, 1, new Request.Ping());
        byte[] longer = Arrays.copyOf(ping, ping.length + 1);
        System.arraycopy(prefix(longer.length - 4), 0, longer, 0, 4);
        try (GatewayClient client = gateway.client()) {
            client.send(longer);
            assertThat(client.isClosedByGateway()).isTrue();
        }
        awaitCount(GatewayMetrics::framesMalformed, 1);
    }

    @Test
    void closesAConnectionWhoseNumbersAreOutOfOrder() throws IOException {
        WireWriter out = new WireWriter();
        Frames.write(out, new RequestHeader(Wire.TYPE_PING, 0, 5, 6, 1000), new Request.Ping());
        for (byte[] bad : new byte[][] {out.copy(), frame(Wire.TYPE_PING, 0, new Request.Ping())}) {
            try (GatewayClient client = gateway.client()) {
                client.send(bad);
                assertThat(client.isClosedByGateway()).isTrue();
            }
        }
        awaitCount(GatewayMetrics::framesMalformed, 2);
    }

    @Test
    void aSecondHandshakeIsRefused() throws IOException {
        try (GatewayClient client = gateway.client()) {
            assertThat(client.code(GatewayClient.handshake(GatewayClient.Identity.NONE)))
                    .isEqualTo(Ckr.ARGUMENTS_BAD);
        }
    }

    /** Every type, with bodies of random bytes, and real requests with bytes changed. */
    @Test
    void randomFramesAreAnsweredOrClosedAndNothingElse() throws IOException {
        Random random = new Random(SEED);
        GatewayClient client = gateway.client();
        int closed = 0;
        for (int i = 0; i < RANDOM_FRAMES; i++) {
            try {
                client.send(random.nextBoolean() ? randomBody(random) : changedRequest(random));
                client.receive();
            } catch (IOException ended) {
                closed++;
                client.close();
                client = gateway.client();
            }
        }
        client.close();
        GatewayMetrics metrics = gateway.metrics();
        assertThat(metrics.framesMalformed() + metrics.framesUnknown()).isEqualTo(closed);
        assertThat(closed).as("seed " + SEED).isBetween(RANDOM_FRAMES / 10, RANDOM_FRAMES - RANDOM_FRAMES / 10);
    }

    private static byte[] randomBody(Random random) {
        byte[] frame = new byte[4 + RequestHeader.BYTES + random.nextInt(100)];
        random.nextBytes(frame);
        ByteBuffer.wrap(frame)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(frame.length - 4)
                .putShort((short) random.nextInt(40))
                .putShort((short) 0)
                .putLong(1 + random.nextInt(1_000_000))
                .putLong(0)
                .putInt(100);
        return frame;
    }

    private byte[] changedRequest(Random random) {
        Request request = switch (random.nextInt(6)) {
            case 0 -> new Request.SessionInfo(bystandersSession);
            case 1 -> new Request.Login(bystandersSession, 1, Slice.of(new byte[4]));
            case 2 ->
                new Request.CreateObject(
                        bystandersSession,
                        new WireTemplate()
                                .number(0, 0)
                                .text(3, "label")
                                .bytes(17, new byte[20])
                                .attributes());
            case 3 -> new Request.GetAttributes(bystandersSession, 2, new long[] {0, 3, 17});
            case 4 ->
                new Request.Sign(
                        bystandersSession,
                        new Wire.MechanismUse(0x1087, Slice.of(new byte[30])),
                        2,
                        Slice.of(new byte[32]));
            default -> new Request.SlotList();
        };
        byte[] frame = frame(request.type(), 1 + random.nextInt(1_000_000), request);
        for (int changes = random.nextInt(3); changes > 0; changes--) {
            int at = 4 + RequestHeader.BYTES + random.nextInt(Math.max(1, frame.length - 4 - RequestHeader.BYTES));
            frame[at] = (byte) random.nextInt(256);
        }
        return frame;
    }
}
