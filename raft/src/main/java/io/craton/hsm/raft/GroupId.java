package io.craton.hsm.raft;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * Names one Raft group: index 0 is {@code meta}, 1 and up are the token groups {@code g1}, {@code g2}, ….
 *
 * @param index 0 to {@value #MAX_INDEX}
 */
public record GroupId(int index) implements Comparable<GroupId> {
    /** More groups cost more fsync streams than they gain in throughput. */
    static final int MAX_INDEX = 64;

    /** The group that holds what concerns the whole cluster. */
    public static final GroupId META = new GroupId(0);

    public GroupId {
        if (index < 0 || index > MAX_INDEX) {
            throw new IllegalArgumentException("group index " + index + " is not in 0.." + MAX_INDEX);
        }
    }

    /**
     * Reads what {@link #toString()} wrote.
     *
     * @throws IllegalArgumentException when the text names no group
     */
    public static GroupId parse(String text) {
        if (text.equals("meta")) {
            return META;
        }
        if (text.length() < 2 || text.length() > 3 || text.charAt(0) != 'g' || text.charAt(1) == '0') {
            throw new IllegalArgumentException("'" + text + "' names no Raft group");
        }
        int index = 0;
        for (int i = 1; i < text.length(); i++) {
            char digit = text.charAt(i);
            if (digit < '0' || digit > '9') {
                throw new IllegalArgumentException("'" + text + "' names no Raft group");
            }
            index = index * 10 + (digit - '0');
        }
        return new GroupId(index);
    }

    /** The group's identity on the wire and on disk; equal on every node of a cluster, different in every cluster. */
    UUID uuid(String clusterName) {
        return UUID.nameUUIDFromBytes(("craton-raft/" + clusterName + "/" + index).getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public int compareTo(GroupId other) {
        return Integer.compare(index, other.index);
    }

    @Override
    public String toString() {
        return index == 0 ? "meta" : "g" + index;
    }
}
