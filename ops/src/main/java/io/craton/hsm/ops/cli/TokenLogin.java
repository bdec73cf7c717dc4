package io.craton.hsm.ops.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that say which token is used and how it is logged in to; opens a token session for one command. */
final class TokenLogin {
    @Option(names = "--slot", required = true, paramLabel = "N")
    private int slot;

    @Option(names = "--pin-file", paramLabel = "FILE", description = "The user PIN: a file, -, or fd:N; else asked.")
    private @Nullable String pinFile;

    @Option(names = "--public", description = "Without the PIN: public objects only.")
    private boolean withoutPin;

    /** What is done within a session. */
    @FunctionalInterface
    interface Work {
        /** @param session the path of the token session */
        int within(AdminClient client, String session) throws CliException;
    }

    /** Opens a session, does the work and ends the session. */
    int within(AdminClient client, Work work) throws CliException {
        String session = "/api/v1/token-sessions/" + AdminCommand.encoded(open(client));
        int exitCode;
        try {
            exitCode = work.within(client, session);
        } catch (CliException e) {
            try {
                client.delete(session);
            } catch (CliException second) {
                e.addSuppressed(second);
            }
            throw e;
        }
        client.delete(session);
        return exitCode;
    }

    private String open(AdminClient client) throws CliException {
        try (RequestBody body = new RequestBody()) {
            if (!withoutPin) {
                char[] pin = SecretSource.read(pinFile, "User PIN");
                body.secret("pin", pin);
                Arrays.fill(pin, '\0');
            }
            JsonNode opened = client.post("/api/v1/slots/" + slot + "/sessions", body);
            return opened.path("tokenSession").asText();
        }
    }
}
