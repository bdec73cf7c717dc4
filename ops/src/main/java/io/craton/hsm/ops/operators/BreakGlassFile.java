package io.craton.hsm.ops.operators;

import io.craton.hsm.auth.desk.BreakGlassAuthenticator;
import io.craton.hsm.auth.state.OperatorState;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the break-glass account when the cluster starts for the first time, and leaves its password in a file of the node that made it, mode
 * 0600. Whoever sets the cluster up moves it to a safe place.
 */
public final class BreakGlassFile {
    public static final String NAME = "break-glass.password";

    private static final Logger LOG = LoggerFactory.getLogger(BreakGlassFile.class);

    private BreakGlassFile() {}

    /** Does nothing where the account exists. */
    public static void ensureAccount(OperatorState state, Path directory) throws IOException {
        Optional<char[]> password = BreakGlassAuthenticator.create(state, new SecureRandom(), Clock.systemUTC());
        if (password.isPresent()) {
            Path file = directory.resolve(NAME);
            write(file, password.get());
            LOG.warn("made the break-glass account; move its password from {} to a safe place", file);
        }
    }

    private static void write(Path file, char[] password) throws IOException {
        ByteBuffer bytes = StandardCharsets.UTF_8.encode(CharBuffer.wrap(password));
        Files.deleteIfExists(file);
        try (FileChannel channel = FileChannel.open(
                file,
                EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        } finally {
            Arrays.fill(password, '\0');
            Arrays.fill(bytes.array(), (byte) 0);
        }
    }
}
