package io.craton.hsm.ops.cli;

import io.craton.hsm.ops.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
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
        Files.createDirectories(file.resolveSibling("."));
        Path written = Files.createTempFile(
                file.resolveSibling("."),
                "token",
                ".new",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(written, token + System.lineSeparator());
        Files.move(written, file, StandardCopyOption.REPLACE_EXISTING);
    }

    void forget() throws IOException {
        Files.deleteIfExists(file);
    }
}
