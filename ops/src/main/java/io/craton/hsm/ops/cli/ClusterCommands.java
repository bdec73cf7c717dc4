package io.craton.hsm.ops.cli;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Nodes, groups and who leads them. */
@Command(
        name = "cluster",
        description = "See replicas, move leadership, drain a node.",
        subcommands = {ClusterCommands.Status.class, ClusterCommands.Transfer.class, ClusterCommands.Drain.class})
final class ClusterCommands {
    private ClusterCommands() {}

    @Command(name = "status", description = "Show groups and every replica. Ends with 4 when there is no quorum.")
    static final class Status extends AdminCommand {
        @Override
        public Integer call() throws CliException {
            JsonNode cluster = client().get("/api/v1/cluster");
            print(cluster, () -> ClusterText.whole(cluster));
            return OverviewCommand.exitCode(cluster);
        }
    }

    @Command(name = "transfer", description = "Make a node lead a group.")
    static final class Transfer extends AdminCommand {
        @Parameters(index = "0", paramLabel = "GROUP", description = "For instance g1 or meta.")
        private String group = "";

        @Parameters(index = "1", paramLabel = "NODE", description = "Who shall lead it.")
        private String node = "";

        @Override
        public Integer call() throws CliException {
            progress("Moving leadership of " + group + " to " + node + "...");
            try (RequestBody body = new RequestBody().put("node", node)) {
                return done(
                        client().put("/api/v1/groups/" + encoded(group) + "/leader", body),
                        node + " leads " + group + ".");
            }
        }
    }

    @Command(name = "drain", description = "Have a node lead nothing, for instance before it is stopped.")
    static final class Drain extends AdminCommand {
        @Parameters(paramLabel = "NODE")
        private String node = "";

        @Option(names = "--off", description = "Let it lead again.")
        private boolean off;

        @Override
        public Integer call() throws CliException {
            progress("Asking " + node + "...");
            try (RequestBody body = new RequestBody().put("draining", !off)) {
                return done(
                        client().put("/api/v1/nodes/" + encoded(node) + "/drain", body),
                        off ? node + " may lead again." : node + " drains: it hands over what it leads.");
            }
        }
    }
}
