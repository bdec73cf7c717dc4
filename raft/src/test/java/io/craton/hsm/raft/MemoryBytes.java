package io.craton.hsm.raft;

import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A database in memory. */
final class MemoryBytes implements StoredBytes {
    private final TreeMap<byte[], byte[]> content = new TreeMap<>(Arrays::compareUnsigned);

    void apply(Mutations mutations) {
        mutations.ranges().forEach(range -> content.keySet().removeIf(range::contains));
        mutations
                .changes()
                .forEach((key, value) -> value.ifPresentOrElse(v -> content.put(key, v), () -> content.remove(key)));
    }

    SortedMap<byte[], byte[]> content() {
        return content;
    }

    @Override
    public byte @Nullable [] get(byte[] key) {
        return content.get(key);
    }

    @Override
    public SortedMap<byte[], byte[]> scan(byte[] prefix) {
        SortedMap<byte[], byte[]> found = new TreeMap<>(Arrays::compareUnsigned);
        for (Map.Entry<byte[], byte[]> entry : content.entrySet()) {
            if (Mutations.startsWith(entry.getKey(), prefix)) {
                found.put(entry.getKey(), entry.getValue());
            }
        }
        return found;
    }

    @Override
    public SortedMap<byte[], byte[]> range(byte[] from, byte[] to) {
        SortedMap<byte[], byte[]> found = new TreeMap<>(Arrays::compareUnsigned);
        found.putAll(content.subMap(from, to));
        return found;
    }
}
