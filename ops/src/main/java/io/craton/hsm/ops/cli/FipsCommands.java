package io.craton.hsm.ops.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.craton.hsm.ops.ExitCode;
import picocli.CommandLine.Command;

/** What matters where cryptography has to be of an approved kind. */
@Command(
        name = "fips",
        description = "See backends and self-tests of cryptography.",
        subcommands = FipsCommands.Status.class)
final class FipsCommands {
    private FipsCommands() {}

    @Command(
            name = "status",
            description = "Show backends and self-tests on every node. Ends with 1 when one that was tested failed.")
    static final class Status extends AdminCommand {
        @Override
        public Integer call() throws CliException {
            JsonNode tests = client().get("/api/v1/self-tests");
            print(tests, () -> SelfTestText.of(tests));
            return ClusterText.stream(tests.path("nodes"))
                            .flatMap(node -> ClusterText.stream(node.path("backends")))
                            .allMatch(backend -> backend.path("usable").asBoolean())
                    ? ExitCode.OK
                    : ExitCode.FAILED;
        }
    }
}
