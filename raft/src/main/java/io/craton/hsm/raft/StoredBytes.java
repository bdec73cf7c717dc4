package io.craton.hsm.raft;

import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** What the deterministic machine may see of the database: ordered keys with values. */
interface StoredBytes {
    byte @Nullable [] get(byte[] key);

    /** Everything under a prefix, in unsigned order of keys; only for ranges that are small by their nature. */
    SortedMap<byte[], byte[]> scan(byte[] prefix);

    /** Everything from {@code from} to before {@code to}, likewise. */
    SortedMap<byte[], byte[]> range(byte[] from, byte[] to);
}
