package io.craton.hsm.gateway;

import io.craton.hsm.gateway.wire.Wire;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What a gateway listens on and how much it grants.
 *
 * @param socket where the Unix socket is made, in a directory that exists
 * @param node this node's name, told to clients at the handshake
 * @param maxConnections connections served at once; each has a thread
 * @param maxFrameBytes the longest frame accepted, in bytes after its length prefix; at most what the protocol allows
 * @param handshakeTimeout from accepting a connection to its handshake
 * @param stallTimeout for one frame to arrive or one reply to be taken, once its first byte has moved; between frames a connection may
 *     rest for ever
 * @param goneGrace how long an application may have no connection before it counts as gone
 */
public record GatewaySettings(
        Path socket,
        String node,
        int maxConnections,
        int maxFrameBytes,
        Duration handshakeTimeout,
        Duration stallTimeout,
        Duration goneGrace) {
    /** Threads of blocked connections are cheap, and a process needs one connection for each of its busy threads. */
    public static final int DEFAULT_MAX_CONNECTIONS = 256;

    public GatewaySettings {
        if (maxConnections < 1 || maxFrameBytes < 1 || maxFrameBytes > Wire.MAX_FRAME_BYTES) {
            throw new IllegalArgumentException("connections " + maxConnections + ", frame bytes " + maxFrameBytes);
        }
        requirePositive(handshakeTimeout, "handshake timeout");
        requirePositive(stallTimeout, "stall timeout");
        requirePositive(goneGrace, "grace of an application without connections");
    }

    /** The defaults, for {@code socket} of {@code node}. */
    public static GatewaySettings of(Path socket, String node) {
        return new GatewaySettings(
                socket,
                node,
                DEFAULT_MAX_CONNECTIONS,
                Wire.MAX_FRAME_BYTES,
                Duration.ofSeconds(5),
                Duration.ofSeconds(10),
                Duration.ofMillis(500));
    }

    public GatewaySettings withMaxConnections(int connections) {
        return new GatewaySettings(socket, node, connections, maxFrameBytes, handshakeTimeout, stallTimeout, goneGrace);
    }

    public GatewaySettings withTimeouts(Duration handshake, Duration stall, Duration grace) {
        return new GatewaySettings(socket, node, maxConnections, maxFrameBytes, handshake, stall, grace);
    }

    private static void requirePositive(Duration duration, String name) {
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException(name + " must be above zero: " + duration);
        }
    }
}
