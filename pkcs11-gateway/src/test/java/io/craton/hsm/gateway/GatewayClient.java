package io.craton.hsm.gateway;

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

/** A client of the protocol, as plain as can be: one connection, one request at a time. */
final class GatewayClient implements AutoCloseable {
    /** A reply as it came. */
    record Answered(ReplyHeader header, @Nullable Reply body) {}

    /** An application's identity. */
    record Identity(Slice application, Slice token) {
        static final Identity NONE = new Identity(Slice.EMPTY, Slice.EMPTY);
    }

    private static final int DEADLINE_MILLIS = 20_000;

    private final SocketChannel channel;
    private Identity identity = Identity.NONE;
    private long sequence;
    private int deadlineMillis = DEADLINE_MILLIS;

    private GatewayClient(SocketChannel channel) {
        this.channel = channel;
    }

    /** Connects, and does not greet. */
    static GatewayClient connect(Path socket) throws IOException {
        return new GatewayClient(SocketChannel.open(UnixDomainSocketAddress.of(socket)));
    }

    /** A process of its own. */
    static GatewayClient open(Path socket) throws IOException {
        return open(socket, Identity.NONE);
    }

    static GatewayClient open(Path socket, Identity identity) throws IOException {
        GatewayClient client = connect(socket);
        Reply.Handshake welcome = (Reply.Handshake) require(client.greet(identity));
        client.identity = new Identity(
                Slice.of(welcome.applicationId().copy()),
                Slice.of(welcome.resumeToken().copy()));
        return client;
    }

    static Request.Handshake handshake(Identity identity) {
        return new Request.Handshake(
                Wire.MAGIC, Wire.MIN_VERSION, Wire.MAX_VERSION, identity.application(), identity.token(), 1, "test");
    }

    Answered greet(Identity as) throws IOException {
        return ask(handshake(as), 0);
    }

    Identity identity() {
        return identity;
    }

    void setDeadlineMillis(int millis) {
        deadlineMillis = millis;
    }

    /** Sends a request under the next number and waits for its reply. */
    Answered ask(Request request) throws IOException {
        return ask(request, ++sequence);
    }

    Answered ask(Request request, long number) throws IOException {
        WireWriter out = new WireWriter();
        RequestHeader header = new RequestHeader(request.type(), 0, number, number, deadlineMillis);
        Frames.write(out, header, request);
        send(out.copy());
        return receive();
    }

    /** The body of a reply that must be CKR_OK. */
    <T extends Reply> T get(Request request, Class<T> type) throws IOException {
        return get(request, ++sequence, type);
    }

    <T extends Reply> T get(Request request, long number, Class<T> type) throws IOException {
        return type.cast(require(ask(request, number)));
    }

    /** The code of a reply. */
    long code(Request request) throws IOException {
        return ask(request).header().code();
    }

    private static Reply require(Answered answered) {
        Reply body = answered.body();
        if (body == null) {
            throw new AssertionError(Ckr.name(answered.header().code()));
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

    Answered receive() throws IOException {
        int length = exactly(Frames.PREFIX_BYTES).getInt();
        byte[] frame = exactly(length).array();
        WireReader in = new WireReader(frame, 0, length);
        ReplyHeader header = ReplyHeader.read(in);
        return new Answered(header, header.code() == Ckr.OK ? Reply.decode(header.type(), in) : null);
    }

    /** Whether the gateway has closed the connection; waits until it does, or sends something. */
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
