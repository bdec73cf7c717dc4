package io.craton.hsm.raft;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/**
 * How far a database has got, stored in the same batch as the changes that got it there.
 *
 * @param term term of the last entry that changed the database, 0 if none
 * @param index its index, -1 if none
 * @param digest SHA-256 chain over every change so far: equal on all replicas at the same index
 */
record AppliedMark(long term, long index, byte[] digest) {
    static final AppliedMark NONE = new AppliedMark(0, -1, new byte[32]);

    private static final byte VERSION = 1;

    AppliedMark after(long newTerm, long newIndex, Mutations mutations) {
        MessageDigest sha = sha256();
        sha.update(digest);
        sha.update(ByteBuffer.allocate(16).putLong(newTerm).putLong(newIndex).array());
        for (Mutations.Range range : mutations.ranges()) {
            sha.update(ByteBuffer.allocate(8)
                    .putInt(range.from().length)
                    .putInt(range.to().length)
                    .array());
            sha.update(range.from());
            sha.update(range.to());
        }
        for (Map.Entry<byte[], Optional<byte[]>> change : mutations.changes().entrySet()) {
            int length = change.getValue().map(v -> v.length).orElse(-1);
            sha.update(ByteBuffer.allocate(8)
                    .putInt(change.getKey().length)
                    .putInt(length)
                    .array());
            sha.update(change.getKey());
            change.getValue().ifPresent(sha::update);
        }
        return new AppliedMark(newTerm, newIndex, sha.digest());
    }

    /** The same database at a later index, reached through entries that change nothing. */
    AppliedMark at(long newTerm, long newIndex) {
        return new AppliedMark(newTerm, newIndex, digest);
    }

    GroupStatus.StateDigest state() {
        return new GroupStatus.StateDigest(index, HexFormat.of().formatHex(digest));
    }

    byte[] encode() {
        return ByteBuffer.allocate(49)
                .put(VERSION)
                .putLong(term)
                .putLong(index)
                .put(digest)
                .array();
    }

    static AppliedMark decode(byte[] stored) {
        if (stored.length != 49 || stored[0] != VERSION) {
            throw new IllegalStateException("the journal's database is of a later version than this program");
        }
        ByteBuffer in = ByteBuffer.wrap(stored, 1, 16);
        return new AppliedMark(in.getLong(), in.getLong(), Arrays.copyOfRange(stored, 17, 49));
    }

    /** What identifies the owner of a database, so that no other cluster's or group's is opened by mistake. */
    static byte[] owner(String clusterName, GroupId group) {
        return (clusterName + "\n" + group).getBytes(StandardCharsets.UTF_8);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AppliedMark(long t, long i, byte[] d)
                && term == t
                && index == i
                && Arrays.equals(digest, d);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(index);
    }

    @Override
    public String toString() {
        return "(t:" + term + ", i:" + index + ", " + HexFormat.of().formatHex(digest, 0, 8) + ")";
    }
}
