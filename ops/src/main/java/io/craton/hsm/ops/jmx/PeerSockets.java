package io.craton.hsm.ops.jmx;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.rmi.server.RMIServerSocketFactory;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLSocket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Listens for TLS 1.3 on one address, for a bounded number of connections at once. Thread-safe. */
final class PeerSockets implements RMIServerSocketFactory {
    static final int MAX_CONNECTIONS = 32;

    private static final Logger LOG = LoggerFactory.getLogger(PeerSockets.class);

    private final InetAddress address;
    private final TlsContext tls;
    private final boolean passwords;
    private final Semaphore free = new Semaphore(MAX_CONNECTIONS);
    private volatile int port;

    /** @param passwords whether a peer may come without a client certificate, since it can show something else */
    PeerSockets(InetAddress address, TlsContext tls, boolean passwords) {
        this.address = address;
        this.tls = tls;
        this.passwords = passwords;
    }

    /** The port listened on last. */
    int port() {
        return port;
    }

    @Override
    public ServerSocket createServerSocket(int wanted) throws IOException {
        ServerSocket listener = new ServerSocket(wanted, MAX_CONNECTIONS, address) {
            @Override
            public Socket accept() throws IOException {
                while (true) {
                    Socket plain = super.accept();
                    if (free.tryAcquire()) {
                        return secured(plain);
                    }
                    LOG.warn("a JMX connection is refused: {} are open", MAX_CONNECTIONS);
                    plain.close();
                }
            }
        };
        port = listener.getLocalPort();
        return listener;
    }

    private Socket secured(Socket plain) throws IOException {
        AtomicBoolean open = new AtomicBoolean(true);
        Runnable release = () -> {
            if (open.compareAndSet(true, false)) {
                free.release();
            }
        };
        try {
            SSLSocket secured = (SSLSocket) tls.sockets().createSocket(plain, null, true);
            secured.setUseClientMode(false);
            if (passwords) {
                secured.setWantClientAuth(true);
            } else {
                secured.setNeedClientAuth(true);
            }
            secured.setEnabledProtocols(new String[] {"TLSv1.3"});
            return new PeerSocket(secured, release);
        } catch (IOException e) {
            release.run();
            plain.close();
            throw e;
        }
    }
}
