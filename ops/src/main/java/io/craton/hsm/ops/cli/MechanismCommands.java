package io.craton.hsm.ops.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.craton.hsm.ops.ExitCode;
import java.util.Locale;
import picocli.CommandLine.Command;

/** What applications may ask for. */
@Command(
        name = "mechanism",
        description = "See mechanisms, and how they were used.",
        subcommands = MechanismCommands.List.class)
final class MechanismCommands {
    private MechanismCommands() {}

    @Command(
            name = "list",
            description = "Show every mechanism, and how often and how fast it was used since the nodes started.")
    static final class List extends AdminCommand {
        @Override
        public Integer call() throws CliException {
            JsonNode found = client().get("/api/v1/mechanisms");
            print(found, () -> table(found));
            return ExitCode.OK;
        }

        private static String table(JsonNode found) {
            TextTable table =
                    new TextTable("MECHANISM", "OPERATION", "KEY", "BACKENDS", "DONE", "REFUSED", "P50 US", "P99 US");
            for (JsonNode mechanism : found.path("mechanisms")) {
                for (JsonNode operation : mechanism.path("operations")) {
                    JsonNode use = ClusterText.stream(mechanism.path("uses"))
                            .filter(each -> each.path("operation").equals(operation))
                            .findFirst()
                            .orElse(mechanism.path("none"));
                    table.row(
                            mechanism.path("name").asText(),
                            operation.asText(),
                            mechanism.path("keyType").asText(),
                            ClusterText.joined(mechanism.path("backends")),
                            use.path("done").asText(),
                            use.path("refused").asText(),
                            micros(use.path("p50Micros")),
                            micros(use.path("p99Micros")));
                }
            }
            return table.toString();
        }

        private static String micros(JsonNode micros) {
            return micros.asDouble() <= 0 ? "" : String.format(Locale.ROOT, "%.0f", micros.asDouble());
        }
    }
}
