package io.craton.hsm.ops.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import picocli.CommandLine.Command;

/** Tries the connection and keeps its settings. */
@Command(
        name = "login",
        description = {
            "Try an endpoint and a client certificate, and keep them for the commands to come.",
            "Given as --endpoint, --ca, --certificate and --private-key, or by the environment."
        })
final class LoginCommand extends AdminCommand {
    @Override
    public Integer call() throws CliException, IOException {
        ConnectionSettings settings = options().connection();
        JsonNode cluster = new AdminClient(settings).get("/api/v1/cluster");
        settings.save(options().configFile());
        return done(
                cluster,
                "Signed in to " + cluster.path("name").asText() + "; kept in "
                        + options().configFile() + ".");
    }
}
