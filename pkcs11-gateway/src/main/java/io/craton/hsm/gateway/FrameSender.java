package io.craton.hsm.gateway;

import io.craton.hsm.gateway.wire.WireWriter;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/** Sends what a writer holds, in one write unless it is bulk data, and wipes the bytes afterwards. For one thread. */
final class FrameSender {
    private static final int SEND_BYTES = 32 * 1024;
    private static final byte[] ZEROS = new byte[SEND_BYTES];

    private final WritableByteChannel channel;
    private final ByteBuffer buffer;

    /** @param arena of the calling thread; it must live as long as the sender is used */
    FrameSender(WritableByteChannel channel, Arena arena) {
        this.channel = channel;
        this.buffer = arena.allocate(SEND_BYTES).asByteBuffer();
    }

    /** Blocks until the kernel has all of it; the writer is empty then, and also on failure. */
    void send(WireWriter frame) throws IOException {
        try {
            for (int sent = 0; sent < frame.length(); sent += SEND_BYTES) {
                int bytes = Math.min(SEND_BYTES, frame.length() - sent);
                buffer.clear().put(frame.array(), sent, bytes).flip();
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
            }
        } finally {
            buffer.clear().put(0, ZEROS, 0, Math.min(SEND_BYTES, frame.length()));
            frame.wipe();
        }
    }
}
