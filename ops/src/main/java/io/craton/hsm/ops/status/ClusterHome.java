package io.craton.hsm.ops.status;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The nodes of one cluster that live on this machine, each in a directory of its own that holds {@code node.conf}, {@code status.sock},
 * {@code gateway.sock} and, while it runs, {@code pid}.
 */
public final class ClusterHome {
    /** A node that lives answers in milliseconds; one that is paused or stuck counts as down after this. */
    static final Duration ANSWER_DEADLINE = Duration.ofSeconds(2);

    private static final long POLL_MILLIS = 100;

    private final Path home;

    public ClusterHome(Path home) {
        this.home = home.toAbsolutePath().normalize();
    }

    /** Every node, by name; one that does not answer is shown as down. */
    public List<NodeReport> reports() throws IOException {
        if (!Files.isDirectory(home)) {
            throw new IOException("there is no cluster in " + home);
        }
        List<Path> nodes;
        try (Stream<Path> entries = Files.list(home)) {
            nodes = entries.filter(entry -> Files.exists(entry.resolve("node.conf")))
                    .sorted()
                    .toList();
        }
        List<NodeReport> reports = new ArrayList<>();
        for (Path node : nodes) {
            reports.add(report(node));
        }
        return reports;
    }

    /**
     * Waits until every node whose name is wanted serves, telling {@code progress} whenever something changes.
     *
     * @return false when the deadline passed, or when a node's process has ended
     */
    public boolean awaitServing(Predicate<String> wanted, Duration deadline, Consumer<String> progress)
            throws IOException, InterruptedException {
        long end = System.nanoTime() + deadline.toNanos();
        String last = "";
        while (true) {
            List<NodeReport> reports = reports().stream()
                    .filter(report -> wanted.test(report.name()))
                    .toList();
            String line = reports.stream()
                    .map(report -> report.name() + " " + report.state())
                    .collect(Collectors.joining(", "));
            if (!line.equals(last)) {
                progress.accept(line);
                last = line;
            }
            if (reports.stream().allMatch(NodeReport::serving)) {
                return true;
            }
            if (reports.stream().anyMatch(report -> report.pid() == 0)) {
                return false;
            }
            if (System.nanoTime() > end) {
                progress.accept("not every node serves after " + deadline.toSeconds() + " s");
                return false;
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
    }

    private NodeReport report(Path node) {
        try {
            return StatusClient.ask(node.resolve("status.sock"), ANSWER_DEADLINE);
        } catch (IOException e) {
            return NodeReport.down(
                    String.valueOf(node.getFileName()),
                    pid(node),
                    node.resolve("gateway.sock").toString());
        }
    }

    /**
     * The process the launcher started for this node, if it still lives; 0 otherwise. Its command line tells it from a process that got
     * the number of one that ended, and is empty once a process has ended that nobody has collected yet.
     */
    private static long pid(Path node) {
        try {
            long pid = Long.parseLong(Files.readString(node.resolve("pid")).strip());
            String commandLine = Files.readString(Path.of("/proc", Long.toString(pid), "cmdline"));
            return commandLine.contains(node.resolve("node.conf").toString()) ? pid : 0;
        } catch (IOException | NumberFormatException e) {
            return 0;
        }
    }
}
