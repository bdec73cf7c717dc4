package io.craton.hsm.ops.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Attempts to start one more node with the configuration of the first, beside a cluster that runs, after one thing was spoiled. */
final class NodeStart {
    private static final long DEADLINE_SECONDS = 90;

    /** What is wrong, a pattern that the one line on the error stream must match, and the exit code. */
    enum Spoiled {
        UNKNOWN_KEY("node\\.conf:\\d+: gateway\\.sockett: unknown key", 2),
        MISSING_CONFIGURATION("there is no such configuration file", 2),
        MISSING_PRIVATE_KEY("tls\\.private-key: there is no file .*node\\.key", 2),
        PRIVATE_KEY_OPEN_TO_OTHERS("node\\.key .*expected mode 0600", 2),
        CERTIFICATE_THAT_IS_NONE("tls\\.certificate: expected a PEM certificate in .*node\\.pem", 2),
        CLUSTER_KEY_OF_ANOTHER_LENGTH("cluster\\.key-file: expected exactly 32 random bytes, found 31", 2),
        CLUSTER_KEY_OF_ANOTHER_CLUSTER("cluster key file .* holds another key than the one that data directory", 1),
        PORT_IN_USE("cannot listen on the Raft port 127\\.0\\.0\\.1:\\d+: Address already in use", 1),
        DATA_DIRECTORY_IN_USE("data directory .* is in use by another process", 1);

        final String said;
        final int exitCode;

        Spoiled(String said, int exitCode) {
            this.said = said;
            this.exitCode = exitCode;
        }
    }

    /** How it ended, and what was on its standard output and error streams. */
    record Ended(int exitCode, List<String> lines) {}

    private final Path cluster;
    private final Path copy;
    private final Path node;

    /** @param directory empty; takes the copy of the first node's files */
    NodeStart(Path cluster, Path directory) throws IOException {
        this.cluster = cluster;
        this.copy = directory;
        this.node = Files.createDirectory(directory.resolve("n1"));
        Files.createDirectories(node.resolve("data"));
        Files.createDirectory(copy.resolve("ca"));
        Files.createDirectory(copy.resolve("operators"));
        for (String file : List.of(
                "cluster.key",
                "ca/ca.pem",
                "operators/operators.pem",
                "operators/operators.crl",
                "n1/node.conf",
                "n1/node.pem",
                "n1/node.key")) {
            Files.copy(cluster.resolve(file), copy.resolve(file), StandardCopyOption.COPY_ATTRIBUTES);
        }
    }

    Ended attempt(Spoiled spoiled) throws IOException, InterruptedException {
        Path configuration = node.resolve("node.conf");
        switch (spoiled) {
            case UNKNOWN_KEY -> Files.writeString(configuration, "\ngateway.sockett = x\n", StandardOpenOption.APPEND);
            case MISSING_CONFIGURATION -> Files.delete(configuration);
            case MISSING_PRIVATE_KEY -> Files.delete(node.resolve("node.key"));
            case PRIVATE_KEY_OPEN_TO_OTHERS ->
                Files.setPosixFilePermissions(node.resolve("node.key"), PosixFilePermissions.fromString("rw-r--r--"));
            case CERTIFICATE_THAT_IS_NONE -> Files.writeString(node.resolve("node.pem"), "none\n");
            case CLUSTER_KEY_OF_ANOTHER_LENGTH -> Files.write(copy.resolve("cluster.key"), new byte[31]);
            case CLUSTER_KEY_OF_ANOTHER_CLUSTER -> {
                String check = "n1/data/cluster-key.check";
                Files.copy(cluster.resolve(check), copy.resolve(check));
                Files.write(copy.resolve("cluster.key"), new byte[32]);
            }
            case PORT_IN_USE -> {}
            case DATA_DIRECTORY_IN_USE -> configuration = cluster.resolve("n1/node.conf");
        }
        return run(configuration);
    }

    private Ended run(Path configuration) throws IOException, InterruptedException {
        Path output = copy.resolve("output");
        String program = Path.of("../bin/craton").toAbsolutePath().normalize().toString();
        ProcessBuilder builder = new ProcessBuilder(program, "node", "--config", configuration.toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().put("CRATON_NO_BUILD", "1");
        Process process = builder.start();
        try {
            if (!process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("the node goes on: " + Files.readString(output));
            }
            return new Ended(process.exitValue(), withoutLog(Files.readAllLines(output)));
        } finally {
            process.destroyForcibly();
        }
    }

    /** The log of a node goes to its standard output, each line with its time first. */
    private static List<String> withoutLog(List<String> lines) {
        return lines.stream()
                .filter(line -> !line.matches("\\d{4}-\\d\\d-\\d\\dT.* (INFO|WARN) .*"))
                .toList();
    }
}
