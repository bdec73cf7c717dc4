package io.craton.hsm.ops;

import java.io.IOException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The program: runs a node, or asks nodes how they are. */
@Command(
        name = "craton",
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class,
        description = "Craton HSM, a clustered software HSM.",
        subcommands = {NodeCommand.class, StatusCommand.class})
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        System.exit(execute(arguments));
    }

    static int execute(String... arguments) {
        return new CommandLine(new Main())
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    // An I/O failure of ours says all there is to say; of anything else the kind matters too.
                    command.getErr()
                            .println("craton: " + (failure instanceof IOException ? failure.getMessage() : failure));
                    return ExitCode.FAILED;
                })
                .execute(arguments);
    }
}
