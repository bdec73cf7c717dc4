package io.craton.hsm.ops.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.craton.hsm.ops.ExitCode;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Slots and tokens. */
@Command(
        name = "token",
        description = "See and initialise tokens.",
        subcommands = {TokenCommands.List.class, TokenCommands.Init.class})
final class TokenCommands {
    private TokenCommands() {}

    @Command(name = "list", description = "Show all slots and their tokens.")
    static final class List extends AdminCommand {
        @Override
        public Integer call() throws CliException {
            JsonNode slots = client().get("/api/v1/slots");
            print(slots, () -> table(slots));
            return ExitCode.OK;
        }

        private static String table(JsonNode slots) {
            TextTable table = new TextTable(
                    "SLOT", "LABEL", "SERIAL", "STATE", "OBJECTS", "APPLICATIONS", "SESSIONS", "LOGINS", "USER PIN");
            for (JsonNode slot : slots.path("slots")) {
                JsonNode token = slot.path("token");
                table.row(
                        slot.path("slot").asText(),
                        token.path("label").asText(),
                        token.path("serial").asText(),
                        state(slot),
                        token.path("objects").asText(),
                        token.path("applications").asText(),
                        token.path("sessions").asText(),
                        token.path("logins").asText(),
                        pin(token.path("userPin")));
            }
            return table.toString();
        }

        private static String state(JsonNode slot) {
            if (!slot.path("answers").asBoolean()) {
                return "no answer";
            }
            return slot.path("token").path("initialized").asBoolean() ? "initialised" : "empty";
        }

        private static String pin(JsonNode pin) {
            if (pin.path("locked").asBoolean()) {
                return "LOCKED";
            }
            if (!pin.path("set").asBoolean()) {
                return "";
            }
            int failures = pin.path("failures").asInt();
            return failures == 0 ? "set" : "set, " + failures + " failed";
        }
    }

    @Command(
            name = "init",
            description =
                    "Initialise the token of a slot. What it held is gone; an initialised one asks for its SO PIN.")
    static final class Init extends AdminCommand {
        @Option(names = "--slot", required = true, paramLabel = "N")
        private int slot;

        @Option(names = "--label", required = true, paramLabel = "TEXT", description = "At most 32 bytes.")
        private String label = "";

        @Option(
                names = "--so-pin-file",
                paramLabel = "FILE",
                description = "The SO PIN: a file, -, or fd:N; else asked.")
        private @Nullable String soPinFile;

        @Override
        public Integer call() throws CliException {
            char[] soPin = SecretSource.read(soPinFile, "SO PIN");
            try (RequestBody body = new RequestBody().put("label", label).secret("soPin", soPin)) {
                progress("Initialising the token in slot " + slot + "...");
                return done(
                        client().post("/api/v1/slots/" + slot + "/token", body),
                        "The token in slot " + slot + " is initialised; it has no user PIN yet (pin reset).");
            } finally {
                Arrays.fill(soPin, '\0');
            }
        }
    }
}
