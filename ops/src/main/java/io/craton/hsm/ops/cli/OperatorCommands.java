package io.craton.hsm.ops.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.craton.hsm.ops.ExitCode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Who operates the cluster, and what a security officer does to sign-ins. */
@Command(
        name = "operator",
        description = "See operators and where they come from; unlock, end sessions, second factors.",
        subcommands = {
            OperatorCommands.List.class,
            OperatorCommands.Unlock.class,
            OperatorCommands.AllowEnrolment.class,
            OperatorCommands.ResetSecondFactor.class,
            OperatorCommands.EndSessions.class,
            OperatorCommands.Providers.class,
            OperatorCommands.Test.class
        })
final class OperatorCommands {
    private static final String PATH = "/api/v1/operators";

    private OperatorCommands() {}

    @Command(
            name = "list",
            description = "Show who is signed in, locked, enrolled for one-time codes, or allowed to enrol.")
    static final class List extends AdminCommand {
        @Mixin
        private Paging paging = new Paging();

        @Override
        public Integer call() throws CliException {
            JsonNode found = paging.all(client(), PATH, "", "operators");
            print(found, () -> table(found));
            paging.noteRest(this, found);
            return ExitCode.OK;
        }

        /** One line for each session, and one for an operator without any. */
        private static String table(JsonNode found) {
            TextTable table = new TextTable(
                    "PROVIDER", "NAME", "SESSION", "FROM", "SINCE", "LAST USED", "LOCKED UNTIL", "SECOND FACTOR");
            for (JsonNode operator : found.path("operators")) {
                if (operator.path("sessions").isEmpty()) {
                    row(table, operator, operator.path("none"));
                }
                operator.path("sessions").forEach(session -> row(table, operator, session));
            }
            return table.toString();
        }

        private static void row(TextTable table, JsonNode operator, JsonNode session) {
            table.row(
                    operator.path("provider").asText(),
                    operator.path("name").asText(),
                    session.path("id").asText(),
                    session.path("source").asText(),
                    session.path("openedAt").asText(),
                    session.path("lastUsed").asText(),
                    operator.path("lockedUntil").asText(),
                    secondFactor(operator));
        }

        private static String secondFactor(JsonNode operator) {
            if (operator.path("secondFactor").asBoolean()) {
                return "enrolled";
            }
            return operator.hasNonNull("mayEnrolUntil")
                    ? "may enrol until " + operator.path("mayEnrolUntil").asText()
                    : "";
        }
    }

    /** What is done to the sign-in of one operator. */
    private abstract static class Act extends AdminCommand {
        @Parameters(
                index = "0",
                paramLabel = "PROVIDER",
                description = "Who vouches for the operator, as lists show it.")
        private String provider = "";

        @Parameters(index = "1", paramLabel = "NAME", description = "The operator's name, as lists show it.")
        private String name = "";

        final int act(String act) throws CliException {
            return act(act, null);
        }

        final int act(String act, @Nullable Integer hours) throws CliException {
            try (RequestBody body = new RequestBody().put("provider", provider).put("name", name)) {
                if (hours != null) {
                    body.put("hours", hours);
                }
                JsonNode done = client().post(PATH + "/" + act, body);
                return done(
                        done, provider + ":" + name + ": " + done.path("words").asText());
            }
        }
    }

    @Command(name = "unlock", description = "Forget the failures of a name, in any spelling, which unlocks it.")
    static final class Unlock extends Act {
        @Override
        public Integer call() throws CliException {
            return act("unlock");
        }
    }

    @Command(
            name = "allow-enrolment",
            description = "Let an operator who has no second factor enrol one at the next sign-in.")
    static final class AllowEnrolment extends Act {
        @Option(names = "--hours", paramLabel = "N", description = "For so long; 1 to 168, default 24.")
        private @Nullable Integer hours;

        @Override
        public Integer call() throws CliException {
            return act("allow-enrolment", hours);
        }
    }

    @Command(
            name = "reset-second-factor",
            description = "Forget an operator's second factor, and end the sessions. A next one has to be allowed.")
    static final class ResetSecondFactor extends Act {
        @Override
        public Integer call() throws CliException {
            return act("reset-second-factor");
        }
    }

    @Command(name = "end-sessions", description = "End every session of an operator.")
    static final class EndSessions extends Act {
        @Override
        public Integer call() throws CliException {
            return act("end-sessions");
        }
    }

    @Command(name = "providers", description = "Show where operators come from, and the roles that groups give.")
    static final class Providers extends AdminCommand {
        @Override
        public Integer call() throws CliException {
            JsonNode found = client().get(PATH + "/providers");
            print(found, () -> table(found));
            return ExitCode.OK;
        }

        private static String table(JsonNode found) {
            TextTable table = new TextTable("PROVIDER", "KIND", "GROUP", "ROLES");
            for (JsonNode provider : found.path("providers")) {
                for (JsonNode group : provider.path("groups")) {
                    table.row(
                            provider.path("name").asText(),
                            provider.path("kind").asText(),
                            group.path("group").asText(),
                            ClusterText.joined(group.path("roles")));
                }
            }
            return table.toString();
        }
    }

    @Command(name = "test", description = "Try whether a provider can let anybody in now. Ends with 1 when it cannot.")
    static final class Test extends AdminCommand {
        @Parameters(paramLabel = "PROVIDER")
        private String provider = "";

        @Override
        public Integer call() throws CliException {
            progress("Asking " + provider + "...");
            try (RequestBody body = new RequestBody()) {
                JsonNode found = client().post(PATH + "/providers/" + encoded(provider) + "/test", body);
                done(found, provider + ": " + found.path("words").asText());
                return found.path("ok").asBoolean() ? ExitCode.OK : ExitCode.FAILED;
            }
        }
    }
}
