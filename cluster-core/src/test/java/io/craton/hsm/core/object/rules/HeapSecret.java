package io.craton.hsm.core.object.rules;

import io.craton.hsm.core.secret.Secret;
import java.util.Arrays;
import java.util.function.Function;

/** A secret on the heap, for tests. */
final class HeapSecret implements Secret {
    private final byte[] bytes;
    private boolean closed;

    HeapSecret(int length) {
        this.bytes = new byte[length];
        Arrays.fill(bytes, (byte) 0x5a);
    }

    @Override
    public int length() {
        requireOpen();
        return bytes.length;
    }

    @Override
    public <T> T withBytes(Function<byte[], T> reader) {
        requireOpen();
        byte[] copy = bytes.clone();
        try {
            return reader.apply(copy);
        } finally {
            Arrays.fill(copy, (byte) 0);
        }
    }

    @Override
    public void close() {
        closed = true;
        Arrays.fill(bytes, (byte) 0);
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("closed");
        }
    }
}
