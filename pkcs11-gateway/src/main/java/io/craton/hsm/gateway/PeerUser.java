package io.craton.hsm.gateway;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.channels.SocketChannel;
import jdk.net.ExtendedSocketOptions;

/**
 * The user id of the process at the other end of a Unix socket, as the kernel knows it (SO_PEERCRED, unix(7)). The JDK answers it as
 * a name, taken from getpwuid_r(3); getpwnam_r(3) turns that back. An id without a name comes as its digits.
 */
final class PeerUser {
    /** struct passwd of glibc and musl on 64-bit Linux: two pointers, then the user id. */
    private static final long UID_OFFSET = 16;

    private static final long PASSWD_BYTES = 64;

    /** More than any entry that getpwuid_r, with the JDK's buffer, could have answered. */
    private static final long ENTRY_BYTES = 64 * 1024;

    private static final MethodHandle GETPWNAM_R = getpwnamR();

    private PeerUser() {}

    private static MethodHandle getpwnamR() {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().findOrThrow("getpwnam_r"),
                FunctionDescriptor.of(
                        ValueLayout.JAVA_INT,
                        ValueLayout.ADDRESS,
                        ValueLayout.ADDRESS,
                        ValueLayout.ADDRESS,
                        ValueLayout.JAVA_LONG,
                        ValueLayout.ADDRESS));
    }

    static int uidOf(SocketChannel peer) throws IOException {
        String name = peer.getOption(ExtendedSocketOptions.SO_PEERCRED).user().getName();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment passwd = arena.allocate(PASSWD_BYTES, Long.BYTES);
            MemorySegment found = arena.allocate(ValueLayout.ADDRESS);
            int error = (int) GETPWNAM_R.invokeExact(
                    arena.allocateFrom(name), passwd, arena.allocate(ENTRY_BYTES), ENTRY_BYTES, found);
            if (error == 0 && found.get(ValueLayout.JAVA_LONG, 0) != 0) {
                return passwd.get(ValueLayout.JAVA_INT, UID_OFFSET);
            }
        } catch (Throwable e) {
            throw new IOException("cannot look up the user of a connection", e);
        }
        return numeric(name);
    }

    private static int numeric(String name) throws IOException {
        try {
            return Integer.parseUnsignedInt(name);
        } catch (NumberFormatException e) {
            throw new IOException("the user of a connection has no id", e);
        }
    }
}
