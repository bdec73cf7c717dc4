package io.craton.hsm.core.mechanism;

/** The smallest and largest key of a mechanism, both inclusive, in the unit PKCS#11 gives for that mechanism. */
public record KeySizes(int min, int max, Unit unit) {
    static final KeySizes NONE = new KeySizes(0, 0, Unit.BITS);

    /** The unit of a size. */
    public enum Unit {
        BITS,
        BYTES
    }

    static KeySizes bits(int min, int max) {
        return new KeySizes(min, max, Unit.BITS);
    }

    static KeySizes bytes(int min, int max) {
        return new KeySizes(min, max, Unit.BYTES);
    }

    public boolean allows(int size) {
        return size >= min && size <= max;
    }
}
