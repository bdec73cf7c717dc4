package io.craton.hsm.raft;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * The keys of a replica's database. First byte: the kind; then the length-prefixed persistence id, so that everything
 * of one id and kind is one contiguous range in order of sequence number.
 */
final class Keys {
    private static final byte EVENT = 'e';
    private static final byte HEAD = 'h';
    private static final byte SNAPSHOT = 's';
    private static final byte CHUNK = 'c';
    private static final byte UPLOAD = 'u';
    private static final byte FORGOTTEN = 'x';

    /** Term, index and digest of the last entry in the database. */
    static final byte[] APPLIED = {'a'};

    /** The group and cluster the database belongs to. */
    static final byte[] OWNER = {'o'};

    /** The log index from which on forgotten ids are still remembered. */
    static final byte[] SWEPT = {'w'};

    private Keys() {}

    static byte[] head(String id) {
        return prefix(HEAD, id, 0).array();
    }

    static byte[] events(String id) {
        return prefix(EVENT, id, 0).array();
    }

    static byte[] event(String id, long sequenceNr) {
        return prefix(EVENT, id, 8).putLong(sequenceNr).array();
    }

    static byte[] snapshots(String id) {
        return prefix(SNAPSHOT, id, 0).array();
    }

    static byte[] snapshot(String id, long sequenceNr, long timestamp) {
        return prefix(SNAPSHOT, id, 16).putLong(sequenceNr).putLong(timestamp).array();
    }

    static byte[] chunk(String id, UUID upload, int index) {
        return Bytes.putUuid(prefix(CHUNK, id, 20), upload).putInt(index).array();
    }

    static byte[] upload(String id) {
        return prefix(UPLOAD, id, 0).array();
    }

    /** Ids forgotten at or after {@code index} lie from here on. */
    static byte[] forgottenFrom(long index) {
        return ByteBuffer.allocate(9).put(FORGOTTEN).putLong(index).array();
    }

    /** An id that was forgotten by the log entry at {@code index}. */
    static byte[] forgotten(long index, String id) {
        byte[] bytes = id.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(9 + bytes.length)
                .put(FORGOTTEN)
                .putLong(index)
                .put(bytes)
                .array();
    }

    /** The id in a key that {@link #forgotten} made. */
    static String forgottenId(byte[] key) {
        return new String(key, 9, key.length - 9, StandardCharsets.UTF_8);
    }

    /** Sequence number in an event key, or in a snapshot key. */
    static long sequenceNr(byte[] key, int prefixLength) {
        return ByteBuffer.wrap(key).getLong(prefixLength);
    }

    /** Time in a snapshot key. */
    static long timestamp(byte[] key, int prefixLength) {
        return ByteBuffer.wrap(key).getLong(prefixLength + 8);
    }

    private static ByteBuffer prefix(byte kind, String id, int more) {
        byte[] bytes = id.getBytes(StandardCharsets.UTF_8);
        ByteBuffer key = ByteBuffer.allocate(3 + bytes.length + more);
        return key.put(kind).putShort((short) bytes.length).put(bytes);
    }
}
