package io.craton.hsm.ops.cli;

import io.craton.hsm.ops.ExitCode;
import io.craton.hsm.ops.PrivateFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The token of a sign-in, in a file for the owner alone. It ends by itself within a day. */
record KeptSignIn(Path file) {
    private static final int MAX_BYTES = 256;
    private static final String CERTIFICATE = " certificate";

    /** @param withCertificate whether it began with a client certificate, and is good with that alone */
    record Kept(String token, boolean withCertificate) {
        @Override
        public String toString() {
            return "Kept";
        }
    }

    Optional<Kept> read() throws CliException {
        try {
            if (!Files.exists(file)) {
                return Optional.empty();
            }
            if (Files.size(file) > MAX_BYTES) {
                throw new CliException(ExitCode.USAGE, file + " holds no sign-in");
            }
            String text = Files.readString(file).strip();
            return Optional.of(
                    text.endsWith(CERTIFICATE)
                            ? new Kept(text.substring(0, text.length() - CERTIFICATE.length()), true)
                            : new Kept(text, false));
        } catch (IOException e) {
            throw new CliException(
                    ExitCode.USAGE, file + " cannot be read: " + e.getClass().getSimpleName());
        }
    }

    void write(Kept kept) throws IOException {
        String text = kept.token() + (kept.withCertificate() ? CERTIFICATE : "") + System.lineSeparator();
        PrivateFile.replace(file, text.getBytes(StandardCharsets.UTF_8));
    }

    void forget() throws IOException {
        Files.deleteIfExists(file);
    }
}
