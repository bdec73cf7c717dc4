package io.craton.hsm.core.secret;

import java.util.function.Function;

/**
 * Secret bytes held outside the Java heap, wiped when closed. The only way to read them is a scoped copy, wiped when the reader
 * returns. Thread-safe; reading after {@link #close} throws {@link IllegalStateException}.
 */
public interface Secret extends AutoCloseable {
    int length();

    /** Applies {@code reader} to a heap copy that is wiped on return; the reader must not keep the array. */
    <T> T withBytes(Function<byte[], T> reader);

    /** Wipes and releases the bytes. Idempotent. */
    @Override
    void close();
}
