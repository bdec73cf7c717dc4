package io.craton.hsm.ops.jmx;

import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** A TLS connection that tells the thread that reads from it who the peer is. */
final class PeerSocket extends Socket {
    /** Twice what arguments may be. */
    static final int MAX_CALL_BYTES = 128 * 1024;

    private static final int MAX_SILENCE_MILLIS = 60_000;

    private final SSLSocket tls;
    private final Runnable closed;

    /** Read since the last answer. Of the thread that serves the connection. */
    private int callBytes;

    /** Null until the handshake. Of the thread that serves the connection. */
    private @Nullable Peer peer;

    /** @param closed told on each close */
    PeerSocket(SSLSocket tls, Runnable closed) {
        this.tls = tls;
        this.closed = closed;
    }

    @Override
    public InputStream getInputStream() throws IOException {
        return new FilterInputStream(tls.getInputStream()) {
            @Override
            public int read() throws IOException {
                identify();
                return counted(super.read(), 1);
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                identify();
                int read = super.read(bytes, offset, length);
                return counted(read, read);
            }
        };
    }

    /** The first time this completes the handshake. */
    private void identify() throws IOException {
        Peer known = peer;
        if (known == null) {
            tls.startHandshake();
            known = new Peer(chain(), tls.getInetAddress());
            peer = known;
        }
        Peer.serve(known);
    }

    private List<X509Certificate> chain() {
        try {
            return Stream.of(tls.getSession().getPeerCertificates())
                    .map(X509Certificate.class::cast)
                    .toList();
        } catch (SSLPeerUnverifiedException e) {
            // It showed none, which the handshake allows where passwords are taken.
            return List.of();
        }
    }

    /** Strings pass no filter of RMI: what a call may hold is bounded here, before anybody is signed in. */
    private int counted(int read, int bytes) throws IOException {
        callBytes += read < 0 ? 0 : bytes;
        if (callBytes > MAX_CALL_BYTES) {
            throw new IOException("a JMX call of more than " + MAX_CALL_BYTES + " bytes");
        }
        return read;
    }

    /** Writes answers; each lets the peer send another call. */
    @Override
    public OutputStream getOutputStream() throws IOException {
        return new FilterOutputStream(tls.getOutputStream()) {
            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                callBytes = 0;
                out.write(bytes, offset, length);
            }
        };
    }

    /** An address for documentation (RFC 5737): the registry lets local peers replace what it names, and none may. */
    @Override
    public InetAddress getInetAddress() {
        try {
            return InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, 1});
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
    }

    @Override
    public InetAddress getLocalAddress() {
        return tls.getLocalAddress();
    }

    @Override
    public int getPort() {
        return tls.getPort();
    }

    @Override
    public int getLocalPort() {
        return tls.getLocalPort();
    }

    @Override
    public void setTcpNoDelay(boolean on) throws SocketException {
        tls.setTcpNoDelay(on);
    }

    @Override
    public void setKeepAlive(boolean on) throws SocketException {
        tls.setKeepAlive(on);
    }

    /** RMI would let a silent peer keep its connection for two hours; its own clients give up theirs after fifteen seconds. */
    @Override
    public synchronized void setSoTimeout(int millis) throws SocketException {
        tls.setSoTimeout(millis == 0 ? MAX_SILENCE_MILLIS : Math.min(millis, MAX_SILENCE_MILLIS));
    }

    @Override
    public synchronized int getSoTimeout() throws SocketException {
        return tls.getSoTimeout();
    }

    @Override
    public boolean isConnected() {
        return tls.isConnected();
    }

    @Override
    public boolean isClosed() {
        return tls.isClosed();
    }

    @Override
    public void close() throws IOException {
        closed.run();
        tls.close();
    }

    @Override
    public String toString() {
        return "JMX connection from " + tls.getRemoteSocketAddress();
    }
}
