package io.craton.hsm.gateway.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Reads the fields of a frame from an array, little-endian, never past its end; whatever does not fit is refused with
 * {@link MalformedFrameException}. Reusable; not thread-safe.
 */
public final class WireReader {
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** An element decoder of a list. */
    @FunctionalInterface
    public interface Element<T> {
        T read(WireReader in) throws MalformedFrameException;
    }

    private byte[] array = new byte[0];
    private int position;
    private int end;

    public WireReader() {}

    public WireReader(byte[] array, int offset, int length) {
        reset(array, offset, length);
    }

    /** Reads from here on the {@code length} bytes at {@code offset}. */
    public void reset(byte[] source, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, source.length);
        array = source;
        position = offset;
        end = offset + length;
    }

    public int remaining() {
        return end - position;
    }

    private int take(int bytes) throws MalformedFrameException {
        if (bytes > end - position) {
            throw new MalformedFrameException("frame ends inside a field");
        }
        int at = position;
        position += bytes;
        return at;
    }

    public int u8() throws MalformedFrameException {
        return array[take(1)] & 0xff;
    }

    public int u16() throws MalformedFrameException {
        return (short) SHORT.get(array, take(Short.BYTES)) & 0xffff;
    }

    /** A size or count: refused from 2^31 on. */
    public int u32() throws MalformedFrameException {
        int value = (int) INT.get(array, take(Integer.BYTES));
        if (value < 0) {
            throw new MalformedFrameException("number of 2^31 or more");
        }
        return value;
    }

    /** An unsigned 32-bit number of any size. */
    public long wideU32() throws MalformedFrameException {
        return Integer.toUnsignedLong((int) INT.get(array, take(Integer.BYTES)));
    }

    public long u64() throws MalformedFrameException {
        return (long) LONG.get(array, take(Long.BYTES));
    }

    public boolean bool() throws MalformedFrameException {
        int value = u8();
        if (value > 1) {
            throw new MalformedFrameException("a boolean is neither 0 nor 1");
        }
        return value == 1;
    }

    /** At most {@code limit} bytes, borrowed. */
    public Slice bytes(int limit) throws MalformedFrameException {
        int length = u32();
        if (length > limit) {
            throw new MalformedFrameException("field of " + length + " bytes, at most " + limit + " allowed");
        }
        return Slice.of(array, take(length), length);
    }

    public Slice fixed(int length) throws MalformedFrameException {
        Slice bytes = bytes(length);
        if (bytes.length() != length) {
            throw new MalformedFrameException("field of " + bytes.length() + " bytes, not " + length);
        }
        return bytes;
    }

    public String text(int limit) throws MalformedFrameException {
        Slice bytes = bytes(limit);
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.array(), bytes.offset(), bytes.length()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new MalformedFrameException("a text is not UTF-8");
        }
    }

    public long[] longs(int limit) throws MalformedFrameException {
        int count = count(limit);
        if (count > remaining() / Long.BYTES) {
            throw new MalformedFrameException("frame ends inside a list");
        }
        long[] values = new long[count];
        for (int i = 0; i < count; i++) {
            values[i] = u64();
        }
        return values;
    }

    public <T> List<T> list(int limit, Element<T> element) throws MalformedFrameException {
        int count = count(limit);
        List<T> values = new ArrayList<>(Math.min(count, remaining()));
        for (int i = 0; i < count; i++) {
            values.add(element.read(this));
        }
        return List.copyOf(values);
    }

    private int count(int limit) throws MalformedFrameException {
        int count = u32();
        if (count > limit) {
            throw new MalformedFrameException("list of " + count + ", at most " + limit + " allowed");
        }
        return count;
    }

    /** Passes over fields that a newer peer added. */
    void skipExtensions() throws MalformedFrameException {
        int count = u16();
        if (count > Wire.MAX_EXTENSIONS) {
            throw new MalformedFrameException("too many extensions");
        }
        for (int i = 0; i < count; i++) {
            u16();
            take(u32());
        }
    }

    void expectEnd() throws MalformedFrameException {
        if (position != end) {
            throw new MalformedFrameException("bytes left over at the end of a frame");
        }
    }
}
