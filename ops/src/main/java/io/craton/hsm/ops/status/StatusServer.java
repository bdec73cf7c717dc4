package io.craton.hsm.ops.status;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers every connection on a Unix socket (mode 0600) with one {@link NodeReport} in JSON and closes it. It reads nothing from the
 * peer and never waits for it: a report that does not fit the socket's buffer at once is cut off. One thread; {@link #close} ends it.
 */
public final class StatusServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StatusServer.class);

    /** Connections not yet answered; more are refused by the kernel. */
    private static final int BACKLOG = 16;

    private final Path socket;
    private final ServerSocketChannel channel;
    private final Supplier<NodeReport> reports;
    private final Thread thread;

    private StatusServer(Path socket, ServerSocketChannel channel, Supplier<NodeReport> reports) {
        this.socket = socket;
        this.channel = channel;
        this.reports = reports;
        this.thread = Thread.ofPlatform().name("craton-status").daemon(true).unstarted(this::serve);
    }

    /**
     * Listens on {@code socket}, taking the place of a socket file that nobody answers on.
     *
     * @throws IOException with one line that names the socket
     */
    public static StatusServer start(Path socket, Supplier<NodeReport> reports) throws IOException {
        removeIfDead(socket);
        ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.bind(UnixDomainSocketAddress.of(socket), BACKLOG);
            Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
        } catch (IOException e) {
            channel.close();
            throw new IOException("cannot listen on status socket " + socket + ": " + e.getMessage(), e);
        }
        StatusServer server = new StatusServer(socket, channel, reports);
        server.thread.start();
        return server;
    }

    @Override
    public void close() {
        try {
            channel.close();
            Files.deleteIfExists(socket);
        } catch (IOException e) {
            LOG.warn("status socket {} could not be closed: {}", socket, e.getMessage());
        }
    }

    private static void removeIfDead(Path socket) throws IOException {
        if (!Files.exists(socket)) {
            return;
        }
        try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            probe.connect(UnixDomainSocketAddress.of(socket));
        } catch (IOException e) {
            Files.delete(socket);
            return;
        }
        throw new IOException("status socket " + socket + " is in use by another process");
    }

    private void serve() {
        while (channel.isOpen()) {
            try (SocketChannel peer = channel.accept()) {
                answer(peer);
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException e) {
                LOG.debug("a status request was not answered: {}", e.getMessage());
            } catch (RuntimeException e) {
                LOG.error("a status request failed", e);
            }
        }
    }

    private void answer(SocketChannel peer) throws IOException {
        ByteBuffer document = ByteBuffer.wrap(ReportJson.encode(reports.get()));
        peer.configureBlocking(false);
        peer.write(document);
        if (document.hasRemaining()) {
            throw new IOException(document.remaining() + " bytes of the report did not fit the socket's buffer");
        }
    }
}
