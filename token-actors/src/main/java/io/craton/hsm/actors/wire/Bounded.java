package io.craton.hsm.actors.wire;

import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Lengths read from the wire are compared with what is left to read before anything is allocated for them. */
final class Bounded {
    private Bounded() {}

    static int remaining(Input input) {
        return input.limit() - input.position();
    }

    /** The number of elements that follow, each of at least one byte. */
    static int readCount(Input input, int max) {
        int count = input.readVarInt(true);
        if (count < 0 || count > max || count > remaining(input)) {
            throw new KryoException("length " + Integer.toUnsignedString(count) + " with " + remaining(input)
                    + " bytes left and a limit of " + max);
        }
        return count;
    }

    static byte[] readBytes(Input input, int max) {
        return input.readBytes(readCount(input, max));
    }

    static void writeBytes(Output output, byte[] bytes, int max) {
        requireWritable(bytes.length, max);
        output.writeVarInt(bytes.length, true);
        output.writeBytes(bytes);
    }

    static String readText(Input input, int maxBytes) {
        int length = readCount(input, maxBytes);
        try {
            CharBuffer text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(input.getBuffer(), input.position(), length));
            input.setPosition(input.position() + length);
            return text.toString();
        } catch (CharacterCodingException e) {
            throw new KryoException("text is not UTF-8", e);
        }
    }

    static void writeText(Output output, String text, int maxBytes) {
        writeBytes(output, text.getBytes(StandardCharsets.UTF_8), maxBytes);
    }

    static void requireWritable(int length, int max) {
        if (length > max) {
            throw new KryoException("length " + length + " is over the limit of " + max);
        }
    }
}
