package io.craton.hsm.raft;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The changes of one log entry, visible to its later operations before anything is stored. Ordered by key, so that
 * every replica writes and digests them in the same order. For one thread.
 */
final class Mutations implements StoredBytes {
    private final StoredBytes base;
    private final NavigableMap<byte[], Optional<byte[]>> changes = new TreeMap<>(Arrays::compareUnsigned);

    private final List<Range> ranges = new ArrayList<>();

    /** Keys from {@code from} to before {@code to}. */
    record Range(byte[] from, byte[] to) {
        boolean contains(byte[] key) {
            return Arrays.compareUnsigned(key, from) >= 0 && Arrays.compareUnsigned(key, to) < 0;
        }
    }

    Mutations(StoredBytes base) {
        this.base = base;
    }

    void put(byte[] key, byte[] value) {
        changes.put(key, Optional.of(value));
    }

    void delete(byte[] key) {
        changes.put(key, Optional.empty());
    }

    /** Deletes what is there now between {@code from} and before {@code to}, however much it is. */
    void deleteRange(byte[] from, byte[] to) {
        changes.subMap(from, to).clear();
        ranges.add(new Range(from, to));
    }

    /** What is to be deleted before the {@linkplain #changes changes} are made. */
    List<Range> ranges() {
        return ranges;
    }

    /** Key to new value, or to empty for a deleted key. */
    SortedMap<byte[], Optional<byte[]>> changes() {
        return changes;
    }

    @Override
    public byte @Nullable [] get(byte[] key) {
        Optional<byte[]> changed = changes.get(key);
        if (changed != null) {
            return changed.orElse(null);
        }
        return inRange(key) ? null : base.get(key);
    }

    private boolean inRange(byte[] key) {
        return ranges.stream().anyMatch(r -> r.contains(key));
    }

    @Override
    public SortedMap<byte[], byte[]> scan(byte[] prefix) {
        SortedMap<byte[], byte[]> found = base.scan(prefix);
        found.keySet().removeIf(this::inRange);
        for (Map.Entry<byte[], Optional<byte[]>> change :
                changes.tailMap(prefix, true).entrySet()) {
            if (!startsWith(change.getKey(), prefix)) {
                break;
            }
            merge(change, found);
        }
        return found;
    }

    @Override
    public SortedMap<byte[], byte[]> range(byte[] from, byte[] to) {
        SortedMap<byte[], byte[]> found = base.range(from, to);
        found.keySet().removeIf(this::inRange);
        changes.subMap(from, to).entrySet().forEach(change -> merge(change, found));
        return found;
    }

    private static void merge(Map.Entry<byte[], Optional<byte[]>> change, SortedMap<byte[], byte[]> found) {
        change.getValue()
                .ifPresentOrElse(value -> found.put(change.getKey(), value), () -> found.remove(change.getKey()));
    }

    static boolean startsWith(byte[] key, byte[] prefix) {
        return key.length >= prefix.length && Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length);
    }
}
