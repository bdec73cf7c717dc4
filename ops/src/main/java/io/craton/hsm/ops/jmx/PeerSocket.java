package io.craton.hsm.ops.jmx;

import java.io.FilterInputStream;
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
import javax.net.ssl.SSLSocket;

/** A TLS connection that tells the thread that reads from it who the peer is. */
final class PeerSocket extends Socket {
    private final SSLSocket tls;
    private final Runnable closed;

    /** Of the thread that serves the connection. */
    private List<X509Certificate> chain = List.of();

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
                return super.read();
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                identify();
                return super.read(bytes, offset, length);
            }
        };
    }

    /** The first time this completes the handshake, which takes a client certificate. */
    private void identify() throws IOException {
        if (chain.isEmpty()) {
            tls.startHandshake();
            chain = Stream.of(tls.getSession().getPeerCertificates())
                    .map(X509Certificate.class::cast)
                    .toList();
        }
        Peer.serve(chain);
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
        return tls.getOutputStream();
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

    @Override
    public synchronized void setSoTimeout(int millis) throws SocketException {
        tls.setSoTimeout(millis);
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
