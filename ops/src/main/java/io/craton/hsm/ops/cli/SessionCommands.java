package io.craton.hsm.ops.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.craton.hsm.ops.ExitCode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Who uses a token. */
@Command(
        name = "session",
        description = "See sessions and the applications that hold them; close and evict.",
        subcommands = {
            SessionCommands.List.class,
            SessionCommands.Applications.class,
            SessionCommands.Close.class,
            SessionCommands.Evict.class
        })
final class SessionCommands {
    private SessionCommands() {}

    @Command(name = "list", description = "Show open sessions of a token.")
    static final class List extends AdminCommand {
        @Option(names = "--slot", required = true, paramLabel = "N")
        private int slot;

        @Option(names = "--application", paramLabel = "ID", description = "Of this application only.")
        private @Nullable String application;

        @Mixin
        private Paging paging = new Paging();

        @Override
        public Integer call() throws CliException {
            JsonNode sessions = paging.all(
                    client(),
                    "/api/v1/slots/" + slot + "/sessions",
                    application == null ? "" : "application=" + encoded(application),
                    "sessions");
            print(sessions, () -> table(sessions));
            paging.noteRest(this, sessions);
            return ExitCode.OK;
        }

        private static String table(JsonNode sessions) {
            TextTable table = new TextTable("SESSION", "APPLICATION", "READ-WRITE");
            for (JsonNode session : sessions.path("sessions")) {
                table.row(
                        session.path("session").asText(),
                        session.path("application").asText(),
                        session.path("readWrite").asText());
            }
            return table.toString();
        }
    }

    @Command(name = "applications", description = "Show applications that use a token.")
    static final class Applications extends AdminCommand {
        @Option(names = "--slot", required = true, paramLabel = "N")
        private int slot;

        @Mixin
        private Paging paging = new Paging();

        @Override
        public Integer call() throws CliException {
            JsonNode found = paging.all(client(), "/api/v1/slots/" + slot + "/applications", "", "applications");
            print(found, () -> table(found));
            paging.noteRest(this, found);
            return ExitCode.OK;
        }

        private static String table(JsonNode found) {
            TextTable table = new TextTable("APPLICATION", "LOGIN", "NODES", "SESSIONS", "READ-WRITE");
            for (JsonNode application : found.path("applications")) {
                table.row(
                        application.path("application").asText(),
                        application.path("login").asText(),
                        ClusterText.joined(application.path("nodes")),
                        application.path("sessions").asText(),
                        application.path("readWriteSessions").asText());
            }
            return table.toString();
        }
    }

    @Command(name = "close", description = "Close a session, whosever it is.")
    static final class Close extends AdminCommand {
        @Option(names = "--slot", required = true, paramLabel = "N")
        private int slot;

        @Parameters(paramLabel = "SESSION")
        private String session = "";

        @Override
        public Integer call() throws CliException {
            return done(
                    client().delete("/api/v1/slots/" + slot + "/sessions/" + encoded(session)),
                    "Session " + session + " is closed.");
        }
    }

    @Command(name = "evict", description = "Take the token from an application: all its sessions end, and its login.")
    static final class Evict extends AdminCommand {
        @Option(names = "--slot", required = true, paramLabel = "N")
        private int slot;

        @Parameters(paramLabel = "APPLICATION")
        private String application = "";

        @Override
        public Integer call() throws CliException {
            return done(
                    client().delete("/api/v1/slots/" + slot + "/applications/" + encoded(application)),
                    "Application " + application + " has no session with the token in slot " + slot + " any more.");
        }
    }
}
