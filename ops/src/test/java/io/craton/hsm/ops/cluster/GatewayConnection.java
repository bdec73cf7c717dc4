package io.craton.hsm.ops.cluster;

import io.craton.hsm.gateway.wire.Ckr;
import io.craton.hsm.gateway.wire.Frames;
import io.craton.hsm.gateway.wire.Reply;
import io.craton.hsm.gateway.wire.ReplyHeader;
import io.craton.hsm.gateway.wire.Request;
import io.craton.hsm.gateway.wire.RequestHeader;
import io.craton.hsm.gateway.wire.Slice;
import io.craton.hsm.gateway.wire.Wire;
import io.craton.hsm.gateway.wire.WireReader;
import io.craton.hsm.gateway.wire.WireWriter;
import java.io.EOFException;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * One connection to a node's gateway that can also say what the client library never says. Unlike the library it never tries again, so
 * whatever disturbs it shows. For one thread.
 */
final class GatewayConnection implements AutoCloseable {
    /** Who the peer is to the cluster; {@link #NEW} for an application that is not known yet. */
    record Identity(Slice application, Slice resumeToken) {
        static final Identity NEW = new Identity(Slice.EMPTY, Slice.EMPTY);
    }

    private static final int DEADLINE_MILLIS = 20_000;

    private final SocketChannel channel;
    private Identity identity = Identity.NEW;
    private long sequence;

    private GatewayConnection(SocketChannel channel) {
        this.channel = channel;
    }

    /** Connects, and does not greet. */
    static GatewayConnection silent(Path socket) throws IOException {
        return new GatewayConnection(SocketChannel.open(UnixDomainSocketAddress.of(socket)));
    }

    /** Connects and greets as {@code identity}. */
    static GatewayConnection greeted(Path socket, Identity identity) throws IOException {
        GatewayConnection connection = silent(socket);
        Request greeting = new Request.Handshake(
                Wire.MAGIC,
                Wire.MIN_VERSION,
                Wire.MAX_VERSION,
                identity.application(),
                identity.resumeToken(),
                1,
                "test");
        connection.send(frame(greeting, 0));
        Reply.Handshake welcome = (Reply.Handshake) connection.accepted(greeting);
        connection.identity = new Identity(
                Slice.of(welcome.applicationId().copy()),
                Slice.of(welcome.resumeToken().copy()));
        return connection;
    }

    /** A request as it goes over the wire. */
    static byte[] frame(Request request, long sequence) {
        WireWriter out = new WireWriter();
        Frames.write(out, new RequestHeader(request.type(), 0, sequence, sequence, DEADLINE_MILLIS), request);
        return out.copy();
    }

    Identity identity() {
        return identity;
    }

    /** The body of the reply, which must be CKR_OK. */
    <T extends Reply> T ask(Request request, Class<T> type) throws IOException {
        send(frame(request, ++sequence));
        return type.cast(accepted(request));
    }

    private Reply accepted(Request request) throws IOException {
        WireReader in = receive();
        ReplyHeader header = ReplyHeader.read(in);
        Reply body = header.code() == Ckr.OK ? Reply.decode(header.type(), in) : null;
        return required(body, request.getClass().getSimpleName() + " was answered with " + Ckr.name(header.code()));
    }

    private static Reply required(@Nullable Reply body, String otherwise) throws IOException {
        if (body == null) {
            throw new IOException(otherwise);
        }
        return body;
    }

    void send(byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    void finishSending() throws IOException {
        channel.shutdownOutput();
    }

    /** The next frame, whatever it says. */
    WireReader receive() throws IOException {
        int length = exactly(Frames.PREFIX_BYTES).getInt();
        return new WireReader(exactly(length).array(), 0, length);
    }

    /** Waits until the gateway has closed the connection; false when it sends something instead. */
    boolean isClosedByGateway() {
        try {
            return channel.read(ByteBuffer.allocate(1)) < 0;
        } catch (IOException reset) {
            return true;
        }
    }

    private ByteBuffer exactly(int bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer) < 0) {
                throw new EOFException("closed by the gateway");
            }
        }
        return buffer.flip();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
