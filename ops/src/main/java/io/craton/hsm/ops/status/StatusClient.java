package io.craton.hsm.ops.status;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;

/** Asks a node how it is, over its status socket. */
public final class StatusClient {
    /** A node of every group and slot allowed stays far below this. */
    static final int MAX_REPORT_BYTES = 64 * 1024;

    private StatusClient() {}

    /**
     * The report of the node that listens on {@code socket}.
     *
     * @throws IOException when nobody listens, the answer is not complete within {@code deadline}, or it is not a report
     */
    public static NodeReport ask(Path socket, Duration deadline) throws IOException {
        long end = System.nanoTime() + deadline.toNanos();
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
                Selector selector = Selector.open()) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ);
            return ReportJson.decode(readAll(channel, selector, end));
        }
    }

    private static byte[] readAll(SocketChannel channel, Selector selector, long end) throws IOException {
        ByteArrayOutputStream document = new ByteArrayOutputStream();
        ByteBuffer buffer = ByteBuffer.allocate(8 * 1024);
        while (true) {
            int read = channel.read(buffer.clear());
            if (read < 0) {
                return document.toByteArray();
            }
            document.write(buffer.array(), 0, read);
            if (document.size() > MAX_REPORT_BYTES) {
                throw new IOException("the report is longer than " + MAX_REPORT_BYTES + " bytes");
            }
            if (read == 0) {
                await(selector, end);
            }
        }
    }

    private static void await(Selector selector, long end) throws IOException {
        long millis = (end - System.nanoTime()) / 1_000_000;
        if (millis <= 0 || selector.select(millis) == 0) {
            throw new IOException("no complete report before the deadline");
        }
        selector.selectedKeys().clear();
    }
}
