package io.craton.hsm.raft;

import java.util.Arrays;
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

    Mutations(StoredBytes base) {
        this.base = base;
    }

    void put(byte[] key, byte[] value) {
        changes.put(key, Optional.of(value));
    }

    void delete(byte[] key) {
        changes.put(key, Optional.empty());
    }

    /** Key to new value, or to empty for a deleted key. */
    SortedMap<byte[], Optional<byte[]>> changes() {
        return changes;
    }

    @Override
    public byte @Nullable [] get(byte[] key) {
        Optional<byte[]> changed = changes.get(key);
        return changed == null ? base.get(key) : changed.orElse(null);
    }

    @Override
    public SortedMap<byte[], byte[]> scan(byte[] prefix) {
        SortedMap<byte[], byte[]> found = base.scan(prefix);
        for (Map.Entry<byte[], Optional<byte[]>> change :
                changes.tailMap(prefix, true).entrySet()) {
            if (!startsWith(change.getKey(), prefix)) {
                break;
            }
            change.getValue()
                    .ifPresentOrElse(value -> found.put(change.getKey(), value), () -> found.remove(change.getKey()));
        }
        return found;
    }

    static boolean startsWith(byte[] key, byte[] prefix) {
        return key.length >= prefix.length && Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length);
    }
}
