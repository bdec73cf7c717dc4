package io.craton.hsm.crypto;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * One anonymous mapping between two guard pages: locked in memory, left out of core dumps, and zero in a forked child. Any of that
 * failing is fatal (mmap(2), mlock(2), madvise(2) of Linux).
 */
final class LockedPages implements AutoCloseable {
    private static final int PROT_NONE = 0;
    private static final int PROT_READ_WRITE = 3;
    private static final int MAP_PRIVATE_ANONYMOUS = 0x22;
    private static final int MADV_DONTDUMP = 16;
    private static final int MADV_WIPEONFORK = 18;
    private static final int RLIMIT_MEMLOCK = 8;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final StructLayout ERRNO_LAYOUT = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = ERRNO_LAYOUT.varHandle(MemoryLayout.PathElement.groupElement("errno"));
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;

    private static final MethodHandle MMAP =
            function("mmap", FunctionDescriptor.of(LONG, LONG, LONG, INT, INT, INT, LONG));
    private static final MethodHandle MUNMAP = function("munmap", FunctionDescriptor.of(INT, LONG, LONG));
    private static final MethodHandle MPROTECT = function("mprotect", FunctionDescriptor.of(INT, LONG, LONG, INT));
    private static final MethodHandle MLOCK = function("mlock", FunctionDescriptor.of(INT, LONG, LONG));
    private static final MethodHandle MADVISE = function("madvise", FunctionDescriptor.of(INT, LONG, LONG, INT));
    private static final MethodHandle GETRLIMIT =
            function("getrlimit", FunctionDescriptor.of(INT, INT, ValueLayout.ADDRESS));
    private static final MethodHandle SETRLIMIT =
            function("setrlimit", FunctionDescriptor.of(INT, INT, ValueLayout.ADDRESS));
    private static final MethodHandle GETPAGESIZE = function("getpagesize", FunctionDescriptor.of(INT));

    private final Arena arena = Arena.ofShared();
    private final MemorySegment segment;
    private final long mapping;
    private final long mappingBytes;

    private LockedPages(long mapping, long mappingBytes, long usable, long bytes) {
        this.mapping = mapping;
        this.mappingBytes = mappingBytes;
        this.segment = MemorySegment.ofAddress(usable).reinterpret(bytes, arena, null);
    }

    private static MethodHandle function(String name, FunctionDescriptor descriptor) {
        return LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow(name), descriptor, Linker.Option.captureCallState("errno"));
    }

    /** Maps {@code bytes}, a multiple of the page size. */
    static LockedPages map(long bytes) {
        try (Arena scratch = Arena.ofConfined()) {
            MemorySegment state = scratch.allocate(ERRNO_LAYOUT);
            long page = (int) GETPAGESIZE.invokeExact(state);
            long total = bytes + 2 * page;
            long base = (long) MMAP.invokeExact(state, 0L, total, PROT_NONE, MAP_PRIVATE_ANONYMOUS, -1, 0L);
            if (base == -1) {
                throw failure("mmap", total, state);
            }
            long usable = base + page;
            try {
                require("mprotect", (int) MPROTECT.invokeExact(state, usable, bytes, PROT_READ_WRITE), bytes, state);
                lock(usable, bytes, state, scratch);
                require("madvise", (int) MADVISE.invokeExact(state, usable, bytes, MADV_DONTDUMP), bytes, state);
                require("madvise", (int) MADVISE.invokeExact(state, usable, bytes, MADV_WIPEONFORK), bytes, state);
                return new LockedPages(base, total, usable, bytes);
            } catch (SecretMemoryException e) {
                unmap(base, total, state);
                throw e;
            }
        } catch (Throwable e) {
            throw rethrown(e);
        }
    }

    private static void lock(long usable, long bytes, MemorySegment state, Arena scratch) throws Throwable {
        if ((int) MLOCK.invokeExact(state, usable, bytes) == 0) {
            return;
        }
        int errno = (int) ERRNO.get(state, 0L);
        MemorySegment limits = scratch.allocate(LONG, 2);
        require("getrlimit", (int) GETRLIMIT.invokeExact(state, RLIMIT_MEMLOCK, limits), bytes, state);
        throw new SecretMemoryException("mlock of " + bytes + " bytes failed (errno " + errno
                + "): RLIMIT_MEMLOCK is " + Long.toUnsignedString(limits.getAtIndex(LONG, 0))
                + " bytes; raise it for this process (ulimit -l, or LimitMEMLOCK of the service)");
    }

    /** Raises the soft limit of locked memory to the hard one. A refusal shows at the first lock that does not fit. */
    static void raiseLockLimit() {
        try (Arena scratch = Arena.ofConfined()) {
            MemorySegment state = scratch.allocate(ERRNO_LAYOUT);
            MemorySegment limits = scratch.allocate(LONG, 2);
            require("getrlimit", (int) GETRLIMIT.invokeExact(state, RLIMIT_MEMLOCK, limits), 0, state);
            if (limits.getAtIndex(LONG, 0) != limits.getAtIndex(LONG, 1)) {
                limits.setAtIndex(LONG, 0, limits.getAtIndex(LONG, 1));
                require("setrlimit", (int) SETRLIMIT.invokeExact(state, RLIMIT_MEMLOCK, limits), 0, state);
            }
        } catch (Throwable e) {
            throw rethrown(e);
        }
    }

    private static void require(String call, int result, long bytes, MemorySegment state) {
        if (result != 0) {
            throw failure(call, bytes, state);
        }
    }

    private static SecretMemoryException failure(String call, long bytes, MemorySegment state) {
        return new SecretMemoryException(
                call + " for " + bytes + " bytes of secret memory failed (errno " + (int) ERRNO.get(state, 0L) + ")");
    }

    private static RuntimeException rethrown(Throwable thrown) {
        return switch (thrown) {
            case RuntimeException e -> e;
            case Error e -> throw e;
            default -> new IllegalStateException(thrown);
        };
    }

    private static void unmap(long base, long bytes, MemorySegment state) throws Throwable {
        require("munmap", (int) MUNMAP.invokeExact(state, base, bytes), bytes, state);
    }

    /** The usable bytes; access after {@link #close} throws. */
    MemorySegment segment() {
        return segment;
    }

    /** Wipes and unmaps. */
    @Override
    public void close() {
        segment.fill((byte) 0);
        arena.close();
        try (Arena scratch = Arena.ofConfined()) {
            unmap(mapping, mappingBytes, scratch.allocate(ERRNO_LAYOUT));
        } catch (Throwable e) {
            throw rethrown(e);
        }
    }
}
