package io.craton.hsm.gateway;

import io.craton.hsm.gateway.wire.Frames;
import io.craton.hsm.gateway.wire.MalformedFrameException;
import io.craton.hsm.gateway.wire.RequestHeader;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ReadableByteChannel;
import java.util.Arrays;

/**
 * Reads frames from a connection into one array, which grows with the bytes that have come and never with those only announced. Bytes
 * are wiped from both buffers once their frame is done. For one thread.
 */
final class FrameReader {
    /** Fits every frame but those of bulk data; more comes in several reads. */
    private static final int RECEIVE_BYTES = 32 * 1024;

    /** What a connection keeps between frames. */
    private static final int KEPT_BYTES = 4 * 1024;

    private static final byte[] ZEROS = new byte[RECEIVE_BYTES];

    private final ReadableByteChannel channel;
    private final Progress progress;
    private final int maxFrameBytes;

    /** Holds the bytes received and not yet consumed between position and limit. */
    private final ByteBuffer received;

    private byte[] frame = new byte[KEPT_BYTES];
    private int length;

    /** @param arena of the calling thread; it must live as long as the reader is used */
    FrameReader(ReadableByteChannel channel, Progress progress, int maxFrameBytes, Arena arena) {
        this.channel = channel;
        this.progress = progress;
        this.maxFrameBytes = maxFrameBytes;
        this.received = arena.allocate(RECEIVE_BYTES)
                .asByteBuffer()
                .order(ByteOrder.LITTLE_ENDIAN)
                .limit(0);
    }

    /** How the wait for a frame ended. */
    enum Arrival {
        FRAME,
        /** The peer closed the connection between frames. */
        END,
        /** The peer closed the connection inside a frame. */
        TRUNCATED
    }

    /**
     * Waits for the next frame; its bytes, without the length prefix, are then at 0 of {@link #frame}.
     *
     * @throws MalformedFrameException when the length prefix is out of range
     */
    Arrival next() throws IOException {
        while (received.remaining() < Frames.PREFIX_BYTES) {
            progress.enter(received.hasRemaining() ? Progress.Phase.READING : Progress.Phase.RESTING);
            if (!receive()) {
                return received.hasRemaining() ? Arrival.TRUNCATED : Arrival.END;
            }
        }
        length = 0;
        int announced =
                Frames.checkLength(Integer.toUnsignedLong(received.getInt(received.position())), RequestHeader.BYTES);
        if (announced > maxFrameBytes) {
            throw new MalformedFrameException("frame of " + announced + " bytes");
        }
        consume(Frames.PREFIX_BYTES);
        move(announced);
        while (length < announced) {
            progress.enter(Progress.Phase.READING);
            if (!receive()) {
                return Arrival.TRUNCATED;
            }
            move(announced);
        }
        return Arrival.FRAME;
    }

    byte[] frame() {
        return frame;
    }

    int length() {
        return length;
    }

    /** Wipes the frame; its array must not be used any more. */
    void done() {
        Arrays.fill(frame, 0, length, (byte) 0);
        length = 0;
        if (frame.length > KEPT_BYTES) {
            frame = new byte[KEPT_BYTES];
        }
    }

    /** Wipes whatever is left. */
    void wipe() {
        done();
        received.clear().put(0, ZEROS, 0, received.capacity()).limit(0);
    }

    /** One blocking read; false at the end of the stream. */
    private boolean receive() throws IOException {
        received.compact();
        try {
            return channel.read(received) >= 0;
        } finally {
            received.flip();
        }
    }

    private void move(int announced) {
        int bytes = Math.min(received.remaining(), announced - length);
        if (bytes > frame.length - length) {
            byte[] old = frame;
            frame = Arrays.copyOf(old, Math.min(announced, Math.max(length + bytes, 2 * old.length)));
            Arrays.fill(old, 0, length, (byte) 0);
        }
        received.get(received.position(), frame, length, bytes);
        length += bytes;
        consume(bytes);
    }

    private void consume(int bytes) {
        received.put(received.position(), ZEROS, 0, bytes);
        received.position(received.position() + bytes);
    }
}
