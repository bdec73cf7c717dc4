package io.craton.hsm.ops.operators;

import io.craton.hsm.auth.desk.BreakGlassAuthenticator;
import io.craton.hsm.auth.state.OperatorState;
import io.craton.hsm.ops.PrivateFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Arrays;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the break-glass account when the cluster starts for the first time, and leaves its password in a file of the node that made it, mode
 * 0600. The file is there before the account is. Whoever sets the cluster up moves it to a safe place.
 */
public final class BreakGlassFile {
    public static final String NAME = "break-glass.password";

    private static final Logger LOG = LoggerFactory.getLogger(BreakGlassFile.class);

    private BreakGlassFile() {}

    /** Does nothing where the account exists. Where it is not known whether it was made now, the file stays. */
    public static void ensureAccount(OperatorState state, Path directory) throws IOException {
        Path file = directory.resolve(NAME);
        switch (BreakGlassAuthenticator.create(
                state, new SecureRandom(), Clock.systemUTC(), password -> write(file, password))) {
            case MADE -> LOG.warn("made the break-glass account; move its password from {} to a safe place", file);
            case MADE_ELSEWHERE -> Files.delete(file);
            case EXISTED -> {
                // Its password was left when it was made.
            }
        }
    }

    private static void write(Path file, char[] password) throws IOException {
        ByteBuffer encoded = StandardCharsets.UTF_8.encode(CharBuffer.wrap(password));
        byte[] bytes = Arrays.copyOf(encoded.array(), encoded.limit());
        try {
            PrivateFile.replace(file, bytes);
        } finally {
            Arrays.fill(bytes, (byte) 0);
            Arrays.fill(encoded.array(), (byte) 0);
        }
    }
}
