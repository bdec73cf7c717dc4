package io.craton.hsm.crypto;

import io.craton.hsm.core.secret.Secret;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * A secret in a slot. Readers copy it out under a count, and the slot is wiped and given back by whoever is last: the closer, or a
 * reader that was copying when it closed. So no reader ever sees the bytes of the slot's next tenant. A secret that is dropped without
 * being closed is wiped when it is collected.
 */
final class SlabSecret implements Secret {
    private static final Cleaner CLEANER = Cleaner.create();

    private final Tenancy tenancy;
    private final Cleaner.Cleanable cleanable;
    private final int length;

    SlabSecret(SecretMemory.Slot slot, int length) {
        this.length = length;
        this.tenancy = new Tenancy(slot);
        this.cleanable = CLEANER.register(this, tenancy);
    }

    @Override
    public int length() {
        return length;
    }

    @Override
    public <T> T withBytes(Function<byte[], T> reader) {
        byte[] copy = copy();
        try {
            return reader.apply(copy);
        } finally {
            Secrets.wipe(copy);
        }
    }

    /** A heap copy, which the caller wipes. */
    byte[] copy() {
        byte[] copy = new byte[length];
        try {
            tenancy.read(copy);
        } finally {
            // The cleaner must not find this unreachable, and give the slot away, while it is being read.
            Reference.reachabilityFence(this);
        }
        return copy;
    }

    @Override
    public void close() {
        cleanable.clean();
    }

    /** For tests: where the bytes are. */
    MemorySegment slot() {
        return tenancy.slot.segment();
    }

    @Override
    public String toString() {
        return "Secret[" + length + " bytes]";
    }

    /** The state of the slot: twice the number of readers, plus one once closed. Runs to close. */
    private static final class Tenancy implements Runnable {
        private static final int CLOSED = 1;
        private static final int READER = 2;

        private final SecretMemory.Slot slot;
        private final AtomicInteger state = new AtomicInteger();

        Tenancy(SecretMemory.Slot slot) {
            this.slot = slot;
        }

        void read(byte[] target) {
            enter();
            try {
                MemorySegment.copy(slot.segment(), ValueLayout.JAVA_BYTE, 0, target, 0, target.length);
            } finally {
                if (state.addAndGet(-READER) == CLOSED) {
                    slot.release();
                }
            }
        }

        private void enter() {
            while (true) {
                int seen = state.get();
                if ((seen & CLOSED) != 0) {
                    throw new IllegalStateException("the secret is closed");
                }
                if (state.compareAndSet(seen, seen + READER)) {
                    return;
                }
            }
        }

        @Override
        public void run() {
            int seen = state.getAndUpdate(value -> value | CLOSED);
            if (seen == 0) {
                slot.release();
            }
        }
    }
}
