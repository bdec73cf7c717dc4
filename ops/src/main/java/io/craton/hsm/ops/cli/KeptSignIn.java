package io.craton.hsm.ops.cli;

import io.craton.hsm.ops.ExitCode;
import io.craton.hsm.ops.PrivateFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The token of a sign-in with a name and a password, in a file for the owner alone. It ends by itself within a day. */
record KeptSignIn(Path file) {
    private static final int MAX_BYTES = 256;

    Optional<String> read() throws CliException {
        try {
            if (!Files.exists(file)) {
                return Optional.empty();
            }
            if (Files.size(file) > MAX_BYTES) {
                throw new CliException(ExitCode.USAGE, file + " holds no sign-in");
            }
            return Optional.of(Files.readString(file).strip());
        } catch (IOException e) {
            throw new CliException(
                    ExitCode.USAGE, file + " cannot be read: " + e.getClass().getSimpleName());
        }
    }

    void write(String token) throws IOException {
        PrivateFile.replace(file, (token + System.lineSeparator()).getBytes(StandardCharsets.UTF_8));
    }

    void forget() throws IOException {
        Files.deleteIfExists(file);
    }
}
