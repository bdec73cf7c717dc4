package io.craton.hsm.ops.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.craton.hsm.ops.ExitCode;
import io.craton.hsm.ops.config.ConfigurationException;
import io.craton.hsm.ops.config.NodeConfiguration;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Configuration files of nodes. */
@Command(name = "config", description = "Check a node's configuration.", subcommands = ConfigCommands.Check.class)
final class ConfigCommands {
    private ConfigCommands() {}

    @Command(
            name = "check",
            description = "Say everything that is wrong with a node's configuration file on this machine.")
    static final class Check extends AdminCommand {
        @Parameters(paramLabel = "FILE")
        private Path file = Path.of("");

        @Override
        public Integer call() {
            try {
                NodeConfiguration found = NodeConfiguration.load(file);
                ObjectNode report = JsonNodeFactory.instance.objectNode();
                report.put("file", found.file().toString()).putArray("problems");
                return done(report, found.file() + ": no problem found");
            } catch (ConfigurationException e) {
                ObjectNode report = JsonNodeFactory.instance.objectNode();
                var problems = report.put("file", file.toString()).putArray("problems");
                e.problems().forEach(problem -> problems.add(String.valueOf(problem)));
                print(report, () -> "");
                e.problems().forEach(problem -> note("craton-admin: " + problem));
                return ExitCode.USAGE;
            }
        }
    }
}
