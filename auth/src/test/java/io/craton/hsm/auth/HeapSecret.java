package io.craton.hsm.auth;

import io.craton.hsm.core.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Function;

/** A secret of a test, on the heap. */
public final class HeapSecret implements Secret {
    private final byte[] bytes;
    private boolean closed;

    public HeapSecret(byte[] bytes) {
        this.bytes = bytes;
    }

    public static HeapSecret of(String text) {
        return new HeapSecret(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public int length() {
        return bytes.length;
    }

    @Override
    public <T> T withBytes(Function<byte[], T> reader) {
        if (closed) {
            throw new IllegalStateException("closed");
        }
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
}
