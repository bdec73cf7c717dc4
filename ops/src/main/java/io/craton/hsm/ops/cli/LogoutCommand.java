package io.craton.hsm.ops.cli;

import io.craton.hsm.ops.ExitCode;
import java.io.IOException;
import java.util.Optional;
import picocli.CommandLine.Command;

/** Ends the sign-in that was kept. */
@Command(name = "logout", description = "End the sign-in that login has kept, on every node.")
final class LogoutCommand extends AdminCommand {
    @Override
    public Integer call() throws CliException, IOException {
        KeptSignIn kept = options().keptSignIn();
        Optional<String> token = kept.read().map(KeptSignIn.Kept::token);
        if (token.isEmpty()) {
            throw new CliException(ExitCode.FAILED, "no sign-in is kept in " + kept.file());
        }
        try (RequestBody body = new RequestBody().put("token", token.get())) {
            new AdminClient(options().connection(), Optional.empty()).post("/api/v1/sign-out", body);
        }
        kept.forget();
        note("Signed out.");
        return ExitCode.OK;
    }
}
