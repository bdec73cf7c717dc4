package io.craton.hsm.gateway;

import io.craton.hsm.core.secret.Secret;
import io.craton.hsm.core.secret.SecretStore;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A secret store on the heap that counts what is still open. */
public final class HeapSecrets implements SecretStore {
    private final AtomicInteger open = new AtomicInteger();

    @Override
    public Secret take(byte[] source) {
        byte[] kept = source.clone();
        Arrays.fill(source, (byte) 0);
        open.incrementAndGet();
        return new HeapSecret(kept);
    }

    public int open() {
        return open.get();
    }

    private final class HeapSecret implements Secret {
        private final int length;
        private byte @Nullable [] bytes;

        HeapSecret(byte[] bytes) {
            this.bytes = bytes;
            this.length = bytes.length;
        }

        @Override
        public int length() {
            return length;
        }

        @Override
        public synchronized <T> T withBytes(Function<byte[], T> reader) {
            if (bytes == null) {
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
        public synchronized void close() {
            if (bytes != null) {
                Arrays.fill(bytes, (byte) 0);
                bytes = null;
                open.decrementAndGet();
            }
        }
    }
}
