package io.craton.hsm.ops.cli;

import io.craton.hsm.ops.ExitCode;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Where a PIN comes from: a file, standard input, a file descriptor, or a question without echo. Never the command line. */
final class SecretSource {
    private static final int MAX_BYTES = 1_024;

    private SecretSource() {}

    /**
     * The PIN; the caller wipes it.
     *
     * @param from a file, {@code -} for a line of standard input, {@code fd:N}, or null to ask
     * @param name what it is, for the question
     */
    static char[] read(@Nullable String from, String name) throws CliException {
        if (from == null) {
            return ask(name);
        }
        byte[] bytes = {};
        try {
            if (from.equals("-")) {
                bytes = line(System.in);
            } else {
                if (from.startsWith("fd:") && !from.matches("fd:\\d{1,6}")) {
                    throw new CliException(ExitCode.USAGE, "fd: is followed by a number");
                }
                Path file = from.startsWith("fd:")
                        ? Path.of("/proc/self/fd", from.substring("fd:".length()))
                        : Path.of(from);
                try (InputStream in = Files.newInputStream(file)) {
                    bytes = line(in);
                }
            }
            return decoded(bytes, name);
        } catch (IOException e) {
            throw new CliException(
                    ExitCode.USAGE,
                    name + " cannot be read from " + from + ": " + e.getClass().getSimpleName());
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    private static char[] ask(String name) throws CliException {
        Console console = System.console();
        if (console == null || !console.isTerminal()) {
            throw new CliException(
                    ExitCode.USAGE, name + " is needed and there is no terminal: give a file, - or fd:N in its option");
        }
        char[] typed = console.readPassword("%s: ", name);
        if (typed == null || typed.length == 0) {
            throw new CliException(ExitCode.USAGE, name + " was not given");
        }
        return typed;
    }

    /** The bytes up to the end of the first line. One at a time: what follows belongs to somebody else. */
    private static byte[] line(InputStream in) throws IOException, CliException {
        byte[] bytes = new byte[MAX_BYTES + 1];
        int length = 0;
        try {
            int next = in.read();
            while (next >= 0 && next != '\n') {
                if (length == MAX_BYTES) {
                    throw new CliException(ExitCode.USAGE, "a PIN has at most " + MAX_BYTES + " bytes");
                }
                bytes[length++] = (byte) next;
                next = in.read();
            }
            return Arrays.copyOf(bytes, length > 0 && bytes[length - 1] == '\r' ? length - 1 : length);
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    private static char[] decoded(byte[] bytes, String name) throws CliException {
        if (bytes.length == 0) {
            throw new CliException(ExitCode.USAGE, name + " is empty");
        }
        try {
            CharBuffer decoded = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            char[] characters = Arrays.copyOf(decoded.array(), decoded.limit());
            Arrays.fill(decoded.array(), '\0');
            return characters;
        } catch (CharacterCodingException e) {
            throw new CliException(ExitCode.USAGE, name + " is not UTF-8");
        }
    }
}
