package io.craton.hsm.gateway;

import io.craton.hsm.actors.HsmService;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node's PKCS#11 gateway: it answers the clients of one Unix socket, each connection on a thread of its own with blocking reads and
 * writes. Thread-safe.
 */
public final class GatewayServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(GatewayServer.class);

    /** Requests under way get this long to be answered when the gateway closes; after it their connections are cut. */
    private static final Duration DRAIN = Duration.ofSeconds(3);

    /** With the drain and the ends of two threads, what the promise of 5 s allows. */
    private static final Duration CUT = Duration.ofMillis(1500);

    /** A thread that has been told to end does so at its next step. */
    private static final Duration THREAD_END = Duration.ofMillis(200);

    private static final long POLL_MILLIS = 10;

    /** How long the acceptor rests after a failure, which is most likely a shortage of file descriptors. */
    private static final long ACCEPT_PAUSE_MILLIS = 100;

    private final GatewayDesk desk;
    private final ListeningSocket socket;
    private final ScheduledExecutorService watch;
    private final RefusedConnections refusals;
    private final ThreadFactory threads;
    private final Thread acceptor;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final CountDownLatch closing = new CountDownLatch(1);

    private GatewayServer(GatewaySettings settings, HsmService hsm, ListeningSocket socket) {
        this.desk = new GatewayDesk(hsm, settings);
        this.socket = socket;
        this.threads =
                Thread.ofPlatform().daemon().name("gateway-connection-", 1).factory();
        this.watch = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("gateway-watch").factory());
        this.refusals = new RefusedConnections(watch);
        this.acceptor = Thread.ofPlatform().daemon().name("gateway-accept").unstarted(this::acceptAll);
    }

    /**
     * Listens, and serves until closed.
     *
     * @throws GatewayStartException with one line that says why it cannot listen
     */
    public static GatewayServer start(GatewaySettings settings, HsmService hsm) throws GatewayStartException {
        GatewayServer server = new GatewayServer(settings, hsm, ListeningSocket.open(settings.socket()));
        server.begin(settings);
        return server;
    }

    private void begin(GatewaySettings settings) {
        long tick = tickMillis(settings);
        var unused = watch.scheduleWithFixedDelay(this::sweep, tick, tick, TimeUnit.MILLISECONDS);
        acceptor.start();
        LOG.info("gateway listens on {}", settings.socket());
    }

    /** A quarter of the shortest time watched, so that none is overrun by much. */
    private static long tickMillis(GatewaySettings settings) {
        long shortest = Math.min(
                settings.goneGrace().toMillis(),
                Math.min(
                        settings.handshakeTimeout().toMillis(),
                        settings.stallTimeout().toMillis()));
        return Math.max(1, Math.min(250, shortest / 4));
    }

    private void sweep() {
        try {
            desk.sweep(System.nanoTime());
        } catch (RuntimeException e) {
            // an exception would end the schedule
            LOG.error("watching the connections failed", e);
        }
    }

    private void acceptAll() {
        while (!desk.isClosing() && socket.isOpen()) {
            try {
                accept(socket.accept());
            } catch (IOException e) {
                if (socket.isOpen()) {
                    LOG.warn("cannot accept a connection: {}", e.getMessage());
                    pause();
                }
            }
        }
    }

    private void pause() {
        try {
            boolean unused = closing.await(ACCEPT_PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void accept(SocketChannel channel) throws IOException {
        if (!desk.takePlace()) {
            desk.counters().connectionsRefused.increment();
            refusals.refuse(channel);
            return;
        }
        Connection connection = new Connection(channel, desk);
        desk.joined(connection);
        try {
            threads.newThread(connection).start();
        } catch (OutOfMemoryError noThread) {
            desk.left(connection, null);
            connection.close();
            LOG.warn("no thread for a connection: {}", noThread.getMessage());
        }
    }

    /** What it has seen so far. */
    public GatewayMetrics metrics() {
        return desk.metrics();
    }

    /**
     * Stops listening, lets requests under way be answered, and cuts what is not done after 3 s; ends within 5 s. The applications are not
     * reported as gone: they go on at another node.
     */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        desk.beginClosing();
        closing.countDown();
        try {
            socket.close();
        } catch (IOException e) {
            LOG.warn("closing the gateway's socket failed: {}", e.getMessage());
        }
        awaitAcceptor();
        boolean drained = awaitNoConnections(DRAIN, false) || awaitNoConnections(CUT, true);
        refusals.close();
        watch.shutdownNow();
        awaitWatch();
        if (!drained) {
            LOG.warn("{} gateway connections did not end", desk.connections().size());
        }
    }

    /** So that nothing joins once the connections are being counted down. */
    private void awaitAcceptor() {
        try {
            if (!acceptor.join(THREAD_END)) {
                LOG.warn("the gateway's acceptor did not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void awaitWatch() {
        try {
            if (!watch.awaitTermination(THREAD_END.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("the gateway's watch did not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Closes the connections again and again until none is left: a resting one may begin a request at any moment. */
    private boolean awaitNoConnections(Duration limit, boolean busyToo) {
        long end = System.nanoTime() + limit.toNanos();
        while (!desk.connections().isEmpty()) {
            if (System.nanoTime() - end > 0) {
                return false;
            }
            for (Connection connection : desk.connections()) {
                if (busyToo) {
                    connection.cut();
                } else if (!connection.isBusy()) {
                    connection.close();
                }
            }
            try {
                TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return true;
    }
}
