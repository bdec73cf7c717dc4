package io.craton.hsm.crypto;

import io.craton.hsm.core.fault.Fault;
import io.craton.hsm.core.fault.Outcome;
import io.craton.hsm.core.secret.Secret;
import io.craton.hsm.core.secret.SecretStore;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Secrets in locked memory, cut from slabs into slots of a few sizes. A slab is mapped when the slots of the others are taken, up to a
 * limit, since every byte of it counts against RLIMIT_MEMLOCK: only secrets in use live here, sealed ones do not. Thread-safe.
 */
public final class SecretMemory implements SecretStore, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SecretMemory.class);

    /** The largest secret: a chunk. Room for a 4096-bit key twenty times over. */
    public static final int MAX_SECRET_BYTES = 64 * 1024;

    /** The unit that locked memory grows by. */
    static final int SLAB_BYTES = 1024 * 1024;

    /** The most locked memory of a process: 50 000 loaded RSA-2048 keys. RLIMIT_MEMLOCK may stop it earlier. */
    static final int LIMIT_BYTES = 64 * 1024 * 1024;

    /** The unit that slots of one size are cut from. */
    static final int CHUNK_BYTES = MAX_SECRET_BYTES;

    /** AES keys and PINs, EC keys, then PKCS#8 of RSA-2048, 3072 and 4096 with little waste, then larger values. */
    private static final int[] SLOT_BYTES = {
        32, 64, 128, 256, 512, 1024, 1248, 1856, 2432, 4096, 8192, 16_384, 32_768, CHUNK_BYTES
    };

    private static final AtomicReference<@Nullable SecretMemory> OF_PROCESS = new AtomicReference<>();

    private final int limitBytes;
    private final ReentrantLock lock = new ReentrantLock();
    private final List<LockedPages> slabs = new ArrayList<>();
    private final Deque<MemorySegment> freeChunks = new ArrayDeque<>();
    /** For each slot size the chunks with a free slot. */
    private final List<Deque<Chunk>> roomy = new ArrayList<>();

    private boolean closed;

    private SecretMemory(int limitBytes) {
        this.limitBytes = limitBytes;
        for (int i = 0; i < SLOT_BYTES.length; i++) {
            roomy.add(new ArrayDeque<>());
        }
    }

    /** The memory of this process, mapped at first use and never unmapped: its limit is the process's. */
    public static SecretMemory ofProcess() {
        synchronized (OF_PROCESS) {
            SecretMemory memory = OF_PROCESS.get();
            if (memory == null) {
                memory = open(LIMIT_BYTES);
                OF_PROCESS.set(memory);
            }
            return memory;
        }
    }

    /**
     * Maps and locks the first slab.
     *
     * @throws SecretMemoryException where memory cannot be locked
     */
    static SecretMemory open(int limitBytes) {
        LockedPages.raiseLockLimit();
        SecretMemory memory = new SecretMemory(limitBytes);
        memory.addSlab();
        return memory;
    }

    /**
     * Moves {@code source} here and wipes the array, also on failure.
     *
     * @throws SecretMemoryException where the limit of locked memory is reached
     * @throws IllegalArgumentException where the secret is larger than {@link #MAX_SECRET_BYTES}
     */
    @Override
    public Secret take(byte[] source) {
        try {
            if (source.length > MAX_SECRET_BYTES) {
                throw new IllegalArgumentException(
                        "a secret of " + source.length + " bytes; at most " + MAX_SECRET_BYTES);
            }
            Slot slot = allocate(source.length);
            MemorySegment.copy(source, 0, slot.segment(), ValueLayout.JAVA_BYTE, 0, source.length);
            return new SlabSecret(slot, source.length);
        } finally {
            Secrets.wipe(source);
        }
    }

    /** As {@link #take}, where the limit is a refusal for the caller: {@code DEVICE_MEMORY}. */
    Outcome<Secret> hold(byte[] source) {
        try {
            return Outcome.done(take(source));
        } catch (SecretMemoryException e) {
            LOG.error("a secret cannot be held: {}", e.getMessage());
            return Outcome.refused(Fault.DEVICE_MEMORY);
        }
    }

    private Slot allocate(int bytes) {
        int size = sizeFor(bytes);
        lock.lock();
        try {
            if (closed) {
                throw new IllegalStateException("secret memory is closed");
            }
            Deque<Chunk> chunks = roomy.get(size);
            Chunk chunk = chunks.peek();
            if (chunk == null) {
                chunk = new Chunk(this, size, takeChunk(), SLOT_BYTES[size]);
                chunks.push(chunk);
            }
            Slot slot = chunk.takeSlot();
            if (!chunk.hasFree()) {
                chunks.remove(chunk);
            }
            return slot;
        } finally {
            lock.unlock();
        }
    }

    private static int sizeFor(int bytes) {
        int size = 0;
        while (SLOT_BYTES[size] < bytes) {
            size++;
        }
        return size;
    }

    private MemorySegment takeChunk() {
        MemorySegment chunk = freeChunks.poll();
        if (chunk == null) {
            addSlab();
            chunk = freeChunks.remove();
        }
        return chunk;
    }

    private void addSlab() {
        if ((long) (slabs.size() + 1) * SLAB_BYTES > limitBytes) {
            throw new SecretMemoryException("secret memory has reached its limit of " + limitBytes + " bytes");
        }
        LockedPages pages = LockedPages.map(SLAB_BYTES);
        slabs.add(pages);
        for (int offset = 0; offset < SLAB_BYTES; offset += CHUNK_BYTES) {
            freeChunks.add(pages.segment().asSlice(offset, CHUNK_BYTES));
        }
    }

    /** Takes a wiped slot back. */
    private void release(Chunk chunk, Slot slot) {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            Deque<Chunk> chunks = roomy.get(chunk.size);
            if (!chunk.hasFree()) {
                chunks.push(chunk);
            }
            chunk.putSlot(slot.index());
            if (chunk.isEmpty()) {
                chunks.remove(chunk);
                freeChunks.push(chunk.memory);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Locked bytes, taken or free. */
    public long lockedBytes() {
        lock.lock();
        try {
            return (long) slabs.size() * SLAB_BYTES;
        } finally {
            lock.unlock();
        }
    }

    /** Wipes and unmaps everything; secrets still open throw when read. */
    @Override
    public void close() {
        lock.lock();
        try {
            if (!closed) {
                closed = true;
                slabs.forEach(LockedPages::close);
                slabs.clear();
            }
        } finally {
            lock.unlock();
        }
    }

    /** A run of slots of one size. Guarded by the lock of the memory. */
    static final class Chunk {
        private final SecretMemory owner;
        private final int size;
        private final MemorySegment memory;
        private final int slotBytes;
        private final int[] free;
        private int freeCount;

        Chunk(SecretMemory owner, int size, MemorySegment memory, int slotBytes) {
            this.owner = owner;
            this.size = size;
            this.memory = memory;
            this.slotBytes = slotBytes;
            this.free = new int[CHUNK_BYTES / slotBytes];
            for (int i = 0; i < free.length; i++) {
                free[i] = free.length - 1 - i;
            }
            this.freeCount = free.length;
        }

        boolean hasFree() {
            return freeCount > 0;
        }

        boolean isEmpty() {
            return freeCount == free.length;
        }

        Slot takeSlot() {
            int index = free[--freeCount];
            return new Slot(this, index, memory.asSlice((long) index * slotBytes, slotBytes));
        }

        void putSlot(int index) {
            free[freeCount++] = index;
        }
    }

    /** A place for one secret. */
    record Slot(Chunk chunk, int index, MemorySegment segment) {
        /** Wipes it and gives it back. */
        void release() {
            if (segment.scope().isAlive()) {
                segment.fill((byte) 0);
                chunk.owner.release(chunk, this);
            }
        }
    }
}
