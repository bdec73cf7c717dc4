package io.craton.hsm.actors;

import java.util.Objects;

/** Bytes of a request inside a larger array, borrowed until the call returns. */
public final class Input {
    private final byte[] array;
    private final int offset;
    private final int length;

    private Input(byte[] array, int offset, int length) {
        this.array = array;
        this.offset = offset;
        this.length = length;
    }

    public static Input of(byte[] array) {
        return new Input(array, 0, array.length);
    }

    public static Input of(byte[] array, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, array.length);
        return new Input(array, offset, length);
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
}
