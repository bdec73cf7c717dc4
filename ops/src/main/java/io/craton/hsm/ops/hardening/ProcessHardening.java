package io.craton.hsm.ops.hardening;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * Makes this process's memory unreadable to other processes of the same user, before any key is loaded: no core file
 * (setrlimit(2), RLIMIT_CORE) and not dumpable, which also refuses ptrace(2) and /proc/PID/mem (prctl(2), PR_SET_DUMPABLE).
 * It complements the JVM flags of the launcher: the attach mechanism does not go through ptrace and has to be disabled there.
 * Linux only. Root can always read the memory of a process.
 */
public final class ProcessHardening {
    private static final int PR_GET_DUMPABLE = 3;
    private static final int PR_SET_DUMPABLE = 4;
    private static final int RLIMIT_CORE = 4;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final StructLayout CALL_STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = CALL_STATE.varHandle(PathElement.groupElement("errno"));
    private static final MemoryLayout RLIMIT = MemoryLayout.structLayout(
            ValueLayout.JAVA_LONG.withName("rlim_cur"), ValueLayout.JAVA_LONG.withName("rlim_max"));

    private ProcessHardening() {}

    /** Applies both measures and checks that they took. */
    public static void apply() throws HardeningException {
        try (Arena arena = Arena.ofConfined()) {
            refuseCoreFiles(arena);
            refuseDumps(arena);
        }
    }

    /** Whether the kernel would let this process be dumped or traced by its own user. */
    public static boolean isDumpable() throws HardeningException {
        try (Arena arena = Arena.ofConfined()) {
            return prctl(arena, PR_GET_DUMPABLE, 0) != 0;
        }
    }

    private static void refuseCoreFiles(Arena arena) throws HardeningException {
        MemorySegment state = arena.allocate(CALL_STATE);
        MethodHandle setrlimit = function(
                "setrlimit",
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS),
                Linker.Option.captureCallState("errno"));
        // Freshly allocated segments are zero: soft and hard limit of no bytes at all.
        int result = invoke("setrlimit(RLIMIT_CORE, 0)", setrlimit, state, RLIMIT_CORE, arena.allocate(RLIMIT));
        check("setrlimit(RLIMIT_CORE, 0)", result, state);
    }

    private static void refuseDumps(Arena arena) throws HardeningException {
        prctl(arena, PR_SET_DUMPABLE, 0);
        if (prctl(arena, PR_GET_DUMPABLE, 0) != 0) {
            throw new HardeningException("prctl(PR_SET_DUMPABLE, 0) had no effect: the process could still be dumped");
        }
    }

    private static int prctl(Arena arena, int option, long argument) throws HardeningException {
        MemorySegment state = arena.allocate(CALL_STATE);
        // int prctl(int option, ...): the arguments after the first are variadic.
        MethodHandle prctl = function(
                "prctl",
                FunctionDescriptor.of(
                        ValueLayout.JAVA_INT,
                        ValueLayout.JAVA_INT,
                        ValueLayout.JAVA_LONG,
                        ValueLayout.JAVA_LONG,
                        ValueLayout.JAVA_LONG,
                        ValueLayout.JAVA_LONG),
                Linker.Option.firstVariadicArg(1),
                Linker.Option.captureCallState("errno"));
        int result = invoke("prctl(" + option + ")", prctl, state, option, argument, 0L, 0L, 0L);
        check("prctl(" + option + ")", result, state);
        return result;
    }

    @SuppressWarnings("restricted") // the launcher passes --enable-native-access
    private static MethodHandle function(String name, FunctionDescriptor descriptor, Linker.Option... options)
            throws HardeningException {
        MemorySegment address = LINKER.defaultLookup()
                .find(name)
                .orElseThrow(() -> new HardeningException("the C library has no " + name + "(): not Linux?"));
        return LINKER.downcallHandle(address, descriptor, options);
    }

    private static int invoke(String what, MethodHandle function, Object... arguments) throws HardeningException {
        try {
            return (int) function.invokeWithArguments(arguments);
        } catch (Throwable e) {
            throw new HardeningException(what + " could not be called: " + e);
        }
    }

    private static void check(String what, int result, MemorySegment state) throws HardeningException {
        if (result < 0) {
            throw new HardeningException(what + " failed with errno " + (int) ERRNO.get(state, 0L));
        }
    }
}
