package io.craton.hsm.core.object;

/** The limits of one object, all inclusive. */
public final class ObjectLimits {
    /** Attributes of one object or template: a little above the number of types there are. */
    public static final int MAX_ATTRIBUTES = 64;

    /** Bytes of one value: certificates with many names and the key material of every type fit with room to spare. */
    public static final int MAX_VALUE_BYTES = 64 * 1024;

    /** Bytes of all values a caller gives one object: the largest value and the small ones around it. It travels in one journal entry. */
    public static final int MAX_OBJECT_BYTES = MAX_VALUE_BYTES + 4 * 1024;

    /** Bytes of a label, which is an index key. */
    public static final int MAX_LABEL_BYTES = 256;

    /** Bytes of an id, which is an index key; applications use digests and names of up to 100 bytes and more. */
    public static final int MAX_ID_BYTES = 256;

    private ObjectLimits() {}
}
