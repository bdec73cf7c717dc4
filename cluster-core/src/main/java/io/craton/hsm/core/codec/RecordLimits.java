package io.craton.hsm.core.codec;

import io.craton.hsm.core.object.ObjectLimits;

/** The bounds of persisted fields, all inclusive. They leave room above what is written today, and may only ever be raised. */
final class RecordLimits {
    /** Header, nonce and tag of a sealed blob, with room for another format. */
    private static final int SEAL_BYTES = 1024;

    static final int UID_BYTES = 16;
    static final int MAX_ATTRIBUTES_BYTES = AttributesCodec.MAX_BYTES + SEAL_BYTES;

    /** The largest value there can be, and the framing of several of them. */
    static final int MAX_MATERIAL_BYTES = ObjectLimits.MAX_VALUE_BYTES + 4 * 1024 + SEAL_BYTES;

    static final int MAX_SALT_BYTES = 64;
    static final int MAX_WRAPPED_BYTES = 1024;

    /** More than a minute of derivation on any machine. */
    static final int MAX_ITERATIONS = 100_000_000;

    static final int MAX_SERIAL_BYTES = 64;
    static final int MAX_NODE_BYTES = 255;

    /** Nodes that one application can be connected to: well above any cluster. */
    static final int MAX_NODES = 64;

    /** An event travels in one Raft entry, which is at most 4 MiB and may hold others. */
    static final int MAX_EVENT_BYTES = 2 * 1024 * 1024;

    /** What an array, and a protobuf message, can hold. */
    static final int MAX_STATE_BYTES = Integer.MAX_VALUE - 16;

    private RecordLimits() {}
}
