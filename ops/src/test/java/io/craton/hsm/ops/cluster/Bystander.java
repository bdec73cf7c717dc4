package io.craton.hsm.ops.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.gateway.wire.Cka;
import io.craton.hsm.gateway.wire.Ckm;
import io.craton.hsm.gateway.wire.Cku;
import io.craton.hsm.gateway.wire.Reply;
import io.craton.hsm.gateway.wire.Request;
import io.craton.hsm.gateway.wire.Slice;
import io.craton.hsm.gateway.wire.Wire;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** An application that signs all the time on one connection to one node, and never tries again: any error ends it for good. Thread-safe. */
final class Bystander implements AutoCloseable {
    private static final byte[] P_256 = HexFormat.of().parseHex("06082a8648ce3d030107");

    /** Leaves the processor to the others. */
    private static final long PACE_NANOS = 2_000_000;

    /** A connection, and a session in which the user is logged in. */
    record Login(GatewayConnection connection, long session) {}

    private final Path socket;
    private final byte[] pin;
    private final AtomicLong signatures = new AtomicLong();
    private final AtomicLong longestNanos = new AtomicLong();
    private final Thread thread = new Thread(this::work, "bystander");
    private volatile @Nullable Exception error;
    private volatile boolean closed;

    private Bystander(Path socket, byte[] pin) {
        this.socket = socket;
        this.pin = pin;
    }

    static Bystander start(Path socket, byte[] pin) {
        Bystander bystander = new Bystander(socket, pin);
        bystander.thread.start();
        return bystander;
    }

    long signatures() {
        return signatures.get();
    }

    void assertUndisturbed() {
        assertThat(error).as("after %d signatures", signatures.get()).isNull();
    }

    /** Another application that is logged in on the same node. */
    Login logIn() throws IOException {
        GatewayConnection connection = GatewayConnection.greeted(socket, GatewayConnection.Identity.NEW);
        long session = connection
                .ask(new Request.OpenSession(0, true), Reply.OpenSession.class)
                .session();
        connection.ask(new Request.Login(session, Cku.USER, Slice.of(pin.clone())), Reply.Login.class);
        return new Login(connection, session);
    }

    private void work() {
        try {
            Login login = logIn();
            try (GatewayConnection connection = login.connection()) {
                long key = keyOf(login);
                while (!closed) {
                    sign(connection, login.session(), key);
                }
            }
        } catch (IOException | RuntimeException e) {
            error = e;
        }
    }

    private void sign(GatewayConnection connection, long session, long key) throws IOException {
        long start = System.nanoTime();
        connection.ask(
                new Request.Sign(session, new Wire.MechanismUse(Ckm.ECDSA, Slice.EMPTY), key, Slice.of(new byte[32])),
                Reply.Sign.class);
        longestNanos.accumulateAndGet(System.nanoTime() - start, Math::max);
        signatures.incrementAndGet();
        LockSupport.parkNanos(PACE_NANOS);
    }

    private static long keyOf(Login login) throws IOException {
        Request pair = new Request.GenerateKeyPair(
                login.session(),
                new Wire.MechanismUse(Ckm.EC_KEY_PAIR_GEN, Slice.EMPTY),
                List.of(new Wire.Attribute(Cka.EC_PARAMS, Slice.of(P_256))),
                List.of(new Wire.Attribute(Cka.SIGN, Slice.of(new byte[] {1}))));
        return login.connection().ask(pair, Reply.GenerateKeyPair.class).privateKey();
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.join(30_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        System.out.printf(
                "bystander: %d signatures, longest %d ms%n", signatures.get(), longestNanos.get() / 1_000_000);
    }
}
