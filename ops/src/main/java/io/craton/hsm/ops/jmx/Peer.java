package io.craton.hsm.ops.jmx;

import java.net.InetAddress;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who is at the other end of the connection that the current thread serves. RMI reads a call from its connection and carries it out on
 * one thread, so whoever reads leaves his name here; a thread that has read from no connection serves nobody from outside.
 *
 * @param chain the certificates proved in the handshake, the peer's own first; empty where it showed none
 */
record Peer(List<X509Certificate> chain, InetAddress address) {
    private static final ThreadLocal<@Nullable Peer> CURRENT = new ThreadLocal<>();

    Peer {
        chain = List.copyOf(chain);
    }

    /** Empty where this thread serves no connection. */
    static Optional<Peer> current() {
        return Optional.ofNullable(CURRENT.get());
    }

    static void serve(Peer peer) {
        CURRENT.set(peer);
    }

    static void leave() {
        CURRENT.remove();
    }
}
