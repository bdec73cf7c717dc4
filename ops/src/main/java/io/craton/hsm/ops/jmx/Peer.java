package io.craton.hsm.ops.jmx;

import java.security.cert.X509Certificate;
import java.util.List;

/**
 * Who is at the other end of the connection that the current thread serves. RMI reads a call from its connection and carries it out on
 * one thread, so whoever reads leaves his name here; a thread that has read from no connection serves nobody from outside.
 */
final class Peer {
    private static final ThreadLocal<List<X509Certificate>> CHAIN = new ThreadLocal<>();

    private Peer() {}

    /** The certificates proved in the handshake, the peer's own first; empty where this thread serves no connection. */
    static List<X509Certificate> chain() {
        List<X509Certificate> chain = CHAIN.get();
        return chain == null ? List.of() : chain;
    }

    static void serve(List<X509Certificate> chain) {
        CHAIN.set(chain);
    }
}
