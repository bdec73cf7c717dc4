package io.craton.hsm.actors.wire;

/** Limits on what travels between nodes. */
public final class WireLimits {
    /**
     * Bytes of one message. Artery's frame is 1 MiB and holds the envelope too (paths of sender and recipient), for which 16 KiB are kept.
     */
    public static final int MAX_MESSAGE_BYTES = 1024 * 1024 - 16 * 1024;

    /** Elements of one list: the handles of one page, at most. */
    public static final int MAX_ELEMENTS = 65_536;

    /** Bytes of an actor's path: an address and a few names. */
    static final int MAX_PATH_BYTES = 1024;

    /** Bytes of an enum constant's name. */
    static final int MAX_NAME_BYTES = 64;

    /** Values within values. The deepest message of ours has 8. */
    static final int MAX_DEPTH = 32;

    private WireLimits() {}
}
