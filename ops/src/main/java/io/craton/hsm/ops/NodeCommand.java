package io.craton.hsm.ops;

import io.craton.hsm.ops.config.ConfigurationException;
import io.craton.hsm.ops.config.NodeConfiguration;
import io.craton.hsm.ops.hardening.HardeningException;
import io.craton.hsm.ops.hardening.ProcessHardening;
import io.craton.hsm.ops.node.ClusteredNode;
import io.craton.hsm.ops.node.NodeProcess;
import io.craton.hsm.ops.node.NodeStartException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs one node in the foreground until it is told to stop (SIGTERM, SIGINT). */
@Command(
        name = "node",
        mixinStandardHelpOptions = true,
        description = "Run one node in the foreground, as a service does.",
        footer = {
            "",
            "Exit codes: 0 configuration checked; 1 the node could not start or go on; 2 the configuration is wrong;",
            "143 stopped in good order by SIGTERM (130 by SIGINT)."
        })
final class NodeCommand implements Callable<Integer> {
    @Option(
            names = "--config",
            required = true,
            paramLabel = "FILE",
            description = "The node's configuration (docs/reference/configuration.md).")
    private Path config = Path.of("");

    @Option(names = "--check", description = "Check the configuration, say what is wrong with it, and stop.")
    private boolean check;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter err = spec.commandLine().getErr();
        NodeConfiguration configuration;
        try {
            configuration = NodeConfiguration.load(config);
        } catch (ConfigurationException e) {
            e.problems().forEach(problem -> err.println("craton: " + problem));
            return ExitCode.USAGE;
        }
        if (check) {
            spec.commandLine().getOut().println(configuration.file() + ": no problem found");
            return ExitCode.OK;
        }
        // A library that logs without SLF4J is held to what the others are: warnings.
        Logger.getLogger("").setLevel(Level.WARNING);
        try {
            ProcessHardening.apply();
            run(new NodeProcess(configuration, ClusteredNode::start));
            return ExitCode.OK;
        } catch (HardeningException | NodeStartException e) {
            err.println("craton: " + e.getMessage());
            return ExitCode.FAILED;
        }
    }

    private static void run(NodeProcess node) throws NodeStartException {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(node), "craton-stop"));
        node.run();
    }

    private static void stop(NodeProcess node) {
        if (!node.stop()) {
            System.err.println("craton: the node did not stop within limits.stop-seconds and is ended");
            Runtime.getRuntime().halt(ExitCode.FAILED);
        }
    }
}
