package io.craton.hsm.ops.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.craton.hsm.ops.ExitCode;
import picocli.CommandLine.Command;

/** How the cluster is, on one screen. */
@Command(
        name = "status",
        description = {
            "Show the nodes, who leads, how far replicas lag, and the self-tests of cryptography.",
            "Ends with 4 when the cluster has no quorum."
        })
final class OverviewCommand extends AdminCommand {
    @Override
    public Integer call() throws CliException {
        JsonNode cluster = client().get("/api/v1/cluster");
        print(cluster, () -> ClusterText.overview(cluster));
        return exitCode(cluster);
    }

    static int exitCode(JsonNode cluster) {
        return cluster.path("failureTolerance").path("quorum").asBoolean() ? ExitCode.OK : ExitCode.UNAVAILABLE;
    }
}
