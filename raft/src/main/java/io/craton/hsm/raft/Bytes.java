package io.craton.hsm.raft;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;

/** Length-checked pieces of the binary forms: blocks, texts, unique ids. */
final class Bytes {
    private Bytes() {}

    static ByteBuffer putBlock(ByteBuffer out, byte[] block) {
        return out.putInt(block.length).put(block);
    }

    static byte[] getBlock(ByteBuffer in) {
        return take(in, in.getInt());
    }

    /** A text of at most 65 535 bytes of UTF-8. */
    static void putText(ByteBuffer out, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.putShort((short) bytes.length).put(bytes);
    }

    static String getText(ByteBuffer in, int maxBytes) {
        int length = Short.toUnsignedInt(in.getShort());
        if (length > maxBytes) {
            throw new IllegalArgumentException("a text of " + length + " bytes");
        }
        return new String(take(in, length), StandardCharsets.UTF_8);
    }

    static ByteBuffer putUuid(ByteBuffer out, UUID uuid) {
        return out.putLong(uuid.getMostSignificantBits()).putLong(uuid.getLeastSignificantBits());
    }

    static UUID getUuid(ByteBuffer in) {
        return new UUID(in.getLong(), in.getLong());
    }

    /** What was written so far, without copying when the buffer is exactly full. */
    static byte[] written(ByteBuffer out) {
        return out.hasRemaining() ? Arrays.copyOf(out.array(), out.position()) : out.array();
    }

    private static byte[] take(ByteBuffer in, int length) {
        if (length < 0 || length > in.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }
}
