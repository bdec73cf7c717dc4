package io.craton.hsm.ops;

import io.craton.hsm.ops.status.ClusterHome;
import io.craton.hsm.ops.status.NodeReport;
import io.craton.hsm.ops.status.ReportJson;
import io.craton.hsm.ops.status.ReportTable;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows the nodes of a cluster that live on this machine. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = "Show the nodes kept under one directory.",
        footer = {"", "Exit codes: 0 at least one node serves; 1 none does."})
final class StatusCommand implements Callable<Integer> {
    enum Format {
        table,
        json
    }

    @Option(
            names = "--home",
            required = true,
            paramLabel = "DIRECTORY",
            description = "The directory that holds a directory for each node.")
    private Path home = Path.of("");

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description = "One of ${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.")
    private Format output = Format.table;

    @Option(names = "--wait", paramLabel = "SECONDS", description = "Wait until every node serves, at most so long.")
    private int waitSeconds;

    @Option(names = "--node", paramLabel = "NAME", description = "With --wait: wait for this node alone.")
    private @Nullable String node;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        ClusterHome cluster = new ClusterHome(home);
        if (waitSeconds > 0) {
            return awaitAll(cluster);
        }
        List<NodeReport> reports = cluster.reports();
        PrintWriter out = spec.commandLine().getOut();
        switch (output) {
            case json -> out.println(ReportJson.array(reports));
            case table -> out.print(ReportTable.of(reports));
        }
        out.flush();
        return reports.stream().anyMatch(NodeReport::serving) ? ExitCode.OK : ExitCode.FAILED;
    }

    /** Says on standard error what changes while waiting. */
    private int awaitAll(ClusterHome cluster) throws IOException, InterruptedException {
        PrintWriter err = spec.commandLine().getErr();
        Predicate<String> wanted = name -> node == null || name.equals(node);
        return cluster.awaitServing(wanted, Duration.ofSeconds(waitSeconds), line -> {
                    err.println(line);
                    err.flush();
                })
                ? ExitCode.OK
                : ExitCode.FAILED;
    }
}
