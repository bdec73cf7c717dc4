package io.craton.hsm.ops.cli;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** PINs of tokens. */
@Command(name = "pin", description = "Set user PINs.", subcommands = PinCommands.Reset.class)
final class PinCommands {
    private PinCommands() {}

    @Command(name = "reset", description = "Set the user PIN, which unlocks a locked one; takes the SO PIN.")
    static final class Reset extends AdminCommand {
        @Option(names = "--slot", required = true, paramLabel = "N")
        private int slot;

        @Option(
                names = "--so-pin-file",
                paramLabel = "FILE",
                description = "The SO PIN: a file, -, or fd:N; else asked.")
        private @Nullable String soPinFile;

        @Option(names = "--new-pin-file", paramLabel = "FILE", description = "The new user PIN, likewise.")
        private @Nullable String newPinFile;

        @Override
        public Integer call() throws CliException {
            char[] soPin = SecretSource.read(soPinFile, "SO PIN");
            char[] newPin = {};
            try (RequestBody body = new RequestBody()) {
                newPin = SecretSource.read(newPinFile, "New user PIN");
                body.secret("soPin", soPin).secret("newPin", newPin);
                return done(
                        client().put("/api/v1/slots/" + slot + "/user-pin", body),
                        "The user PIN of the token in slot " + slot + " is set.");
            } finally {
                Arrays.fill(soPin, '\0');
                Arrays.fill(newPin, '\0');
            }
        }
    }
}
