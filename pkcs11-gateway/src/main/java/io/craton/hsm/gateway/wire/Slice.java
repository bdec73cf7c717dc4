package io.craton.hsm.gateway.wire;

import java.util.Arrays;
import java.util.Objects;

/**
 * A run of bytes inside a larger array, borrowed: it is valid while the buffer it came from is not reused. Its {@link #toString} tells
 * only the length, and two slices are equal when their bytes are.
 */
public final class Slice {
    public static final Slice EMPTY = new Slice(new byte[0], 0, 0);

    private final byte[] array;
    private final int offset;
    private final int length;

    private Slice(byte[] array, int offset, int length) {
        this.array = array;
        this.offset = offset;
        this.length = length;
    }

    public static Slice of(byte[] array) {
        return new Slice(array, 0, array.length);
    }

    public static Slice of(byte[] array, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, array.length);
        return new Slice(array, offset, length);
    }

    /** The array the bytes lie in, not a copy. */
    public byte[] array() {
        return array;
    }

    public int offset() {
        return offset;
    }

    public int length() {
        return length;
    }

    public boolean isEmpty() {
        return length == 0;
    }

    public byte get(int index) {
        return array[offset + Objects.checkIndex(index, length)];
    }

    public byte[] copy() {
        return Arrays.copyOfRange(array, offset, offset + length);
    }

    /** Overwrites the bytes with zeros, in the borrowed buffer. */
    public void wipe() {
        Arrays.fill(array, offset, offset + length, (byte) 0);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Slice that
                && Arrays.equals(array, offset, offset + length, that.array, that.offset, that.offset + that.length);
    }

    @Override
    public int hashCode() {
        int hash = 1;
        for (int i = offset; i < offset + length; i++) {
            hash = 31 * hash + array[i];
        }
        return hash;
    }

    @Override
    public String toString() {
        return "Slice[" + length + " bytes]";
    }
}
