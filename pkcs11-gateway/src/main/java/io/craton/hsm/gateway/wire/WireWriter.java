package io.craton.hsm.gateway.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * Builds frames in an array that grows as needed, up to {@link Wire#MAX_FRAME_BYTES} for one frame. Values over a limit are refused with
 * {@link IllegalArgumentException}: they are our own mistake, never the peer's. Reusable; not thread-safe.
 */
public final class WireWriter {
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** A frame with its length prefix. */
    private static final int MAX_BYTES = Wire.MAX_FRAME_BYTES + Integer.BYTES;

    private byte[] array = new byte[1024];
    private int length;

    /** The bytes written so far lie at 0 of this array, which the next write may replace. */
    public byte[] array() {
        return array;
    }

    public int length() {
        return length;
    }

    /** Forgets what was written. */
    public void clear() {
        length = 0;
    }

    /** Overwrites what was written with zeros, and forgets it. */
    public void wipe() {
        Arrays.fill(array, 0, length, (byte) 0);
        length = 0;
    }

    public byte[] copy() {
        return Arrays.copyOf(array, length);
    }

    private int grow(int bytes) {
        if (bytes > array.length - length) {
            if (bytes > MAX_BYTES - length) {
                throw new IllegalArgumentException("a frame of more than " + Wire.MAX_FRAME_BYTES + " bytes");
            }
            byte[] old = array;
            array = Arrays.copyOf(old, Math.min(MAX_BYTES, Math.max(length + bytes, old.length * 2)));
            Arrays.fill(old, 0, length, (byte) 0);
        }
        int at = length;
        length += bytes;
        return at;
    }

    void patchU32(int at, int value) {
        INT.set(array, at, value);
    }

    public void u8(int value) {
        if (value < 0 || value > 0xff) {
            throw new IllegalArgumentException("not a u8: " + value);
        }
        int at = grow(1);
        array[at] = (byte) value;
    }

    public void u16(int value) {
        if (value < 0 || value > 0xffff) {
            throw new IllegalArgumentException("not a u16: " + value);
        }
        int at = grow(Short.BYTES);
        SHORT.set(array, at, (short) value);
    }

    public void u32(int value) {
        if (value < 0) {
            throw new IllegalArgumentException("not a u32 below 2^31: " + value);
        }
        int at = grow(Integer.BYTES);
        INT.set(array, at, value);
    }

    void wideU32(long value) {
        if (value < 0 || value > 0xffff_ffffL) {
            throw new IllegalArgumentException("not a u32: " + value);
        }
        int at = grow(Integer.BYTES);
        INT.set(array, at, (int) value);
    }

    public void u64(long value) {
        int at = grow(Long.BYTES);
        LONG.set(array, at, value);
    }

    public void bool(boolean value) {
        u8(value ? 1 : 0);
    }

    public void bytes(Slice value, int limit) {
        if (value.length() > limit) {
            throw new IllegalArgumentException(value.length() + " bytes, at most " + limit + " allowed");
        }
        u32(value.length());
        int at = grow(value.length());
        System.arraycopy(value.array(), value.offset(), array, at, value.length());
    }

    public void fixed(Slice value, int size) {
        if (value.length() != size) {
            throw new IllegalArgumentException(value.length() + " bytes, not " + size);
        }
        bytes(value, size);
    }

    public void text(String value, int limit) {
        bytes(Slice.of(value.getBytes(StandardCharsets.UTF_8)), limit);
    }

    public void longs(long[] values, int limit) {
        count(values.length, limit);
        for (long value : values) {
            u64(value);
        }
    }

    public <T> void list(List<T> values, int limit, BiConsumer<T, WireWriter> element) {
        count(values.size(), limit);
        for (T value : values) {
            element.accept(value, this);
        }
    }

    private void count(int count, int limit) {
        if (count > limit) {
            throw new IllegalArgumentException("list of " + count + ", at most " + limit + " allowed");
        }
        u32(count);
    }

    void noExtensions() {
        u16(0);
    }
}
