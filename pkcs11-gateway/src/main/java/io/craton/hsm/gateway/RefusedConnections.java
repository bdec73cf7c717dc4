package io.craton.hsm.gateway;

import io.craton.hsm.gateway.wire.Ckr;
import io.craton.hsm.gateway.wire.Frames;
import io.craton.hsm.gateway.wire.ReplyHeader;
import io.craton.hsm.gateway.wire.Wire;
import io.craton.hsm.gateway.wire.WireWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connections over the limit: each gets the reply to the handshake it is about to send, and stays open for a moment so that sending it
 * does not fail before the reply is read. Thread-safe.
 */
final class RefusedConnections implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RefusedConnections.class);
    private static final long LINGER_MILLIS = 1000;

    /** Beyond so many the refused are closed at once: they must not use up the file descriptors. */
    private static final int MAX_LINGERING = 64;

    private final ScheduledExecutorService timer;
    private final Set<SocketChannel> lingering = ConcurrentHashMap.newKeySet();

    RefusedConnections(ScheduledExecutorService timer) {
        this.timer = timer;
    }

    void refuse(SocketChannel channel) {
        try {
            WireWriter out = new WireWriter();
            Frames.write(
                    out,
                    new ReplyHeader(Wire.TYPE_HANDSHAKE, ReplyHeader.RETRY, 0, Ckr.TOKEN_RESOURCE_EXCEEDED, 0),
                    null);
            // it fits the empty buffer of a new socket; a socket that takes less is not waited for
            channel.configureBlocking(false);
            int unused = channel.write(ByteBuffer.wrap(out.array(), 0, out.length()));
            channel.shutdownOutput();
            if (lingering.size() < MAX_LINGERING) {
                lingering.add(channel);
                var ignored = timer.schedule(() -> end(channel), LINGER_MILLIS, TimeUnit.MILLISECONDS);
                return;
            }
        } catch (IOException e) {
            LOG.debug("refusing a connection failed: {}", e.getMessage());
        }
        end(channel);
    }

    private void end(SocketChannel channel) {
        lingering.remove(channel);
        try {
            channel.close();
        } catch (IOException e) {
            LOG.debug("closing a refused connection failed: {}", e.getMessage());
        }
    }

    @Override
    public void close() {
        lingering.forEach(this::end);
    }
}
