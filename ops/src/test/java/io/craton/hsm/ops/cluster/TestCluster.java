package io.craton.hsm.ops.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.craton.hsm.ops.NativeProgram;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** A cluster started by {@code bin/craton up} in a directory of its own, with the built program. Closing it stops it and removes the directory. */
final class TestCluster implements AutoCloseable {
    static final String TOKEN = "craton-demo";

    /** The group of slot 0, which holds the demo token. */
    static final String TOKEN_GROUP = "g1";

    private static final Duration COMMAND_DEADLINE = Duration.ofSeconds(150);
    private static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();

    /** Holds the cluster and what its clients write; its path is short, because Unix sockets want that. */
    private final Path directory;

    private final Path home;
    private final Path loop;

    private TestCluster(Path directory) {
        this.directory = directory;
        this.home = directory.resolve("c");
        this.loop = directory.resolve("p11_loop");
    }

    /** Something to do with the files of a cluster that does not run yet. */
    @FunctionalInterface
    interface Preparation {
        void prepare(Path home) throws IOException;
    }

    static TestCluster up(int nodes) {
        return up(nodes, null);
    }

    /** Likewise, with configurations of the test's own. */
    static TestCluster up(int nodes, @Nullable Preparation preparation) {
        try {
            TestCluster cluster = new TestCluster(Files.createTempDirectory(Path.of("/tmp"), "craton-it"));
            try {
                cluster.compile("p11_loop");
                if (preparation != null) {
                    cluster.makeFiles(nodes);
                    preparation.prepare(cluster.home);
                }
                cluster.craton("up", "--nodes", String.valueOf(nodes));
                return cluster;
            } catch (AssertionError e) {
                cluster.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Compiles a program of {@code ops/src/test/native} and answers where it is. */
    Path compile(String name) {
        return NativeProgram.compile(name, directory);
    }

    private void makeFiles(int nodes) {
        sourced(
                "create_cluster_files \"$1\" $(yes 127.0.0.1 | head -n \"$2\")",
                home.toString(),
                String.valueOf(nodes));
    }

    /** Makes the files of one more operator, who is an administrator as the demo operator is. */
    void makeOperator(String name) {
        sourced("create_operator \"$1\" \"$2\"", home.resolve("operators").toString(), name);
    }

    /** Runs a function of the script that makes a cluster's files. */
    private void sourced(String script, String... arguments) {
        String whole = "set -euo pipefail; umask 077; die() { echo \"$*\" >&2; exit 1; }; . '"
                + REPOSITORY.resolve("bin/lib/cluster-files.sh") + "'; " + script;
        run(
                Map.of(),
                COMMAND_DEADLINE,
                Stream.concat(Stream.of("bash", "-c", whole, "bash"), Stream.of(arguments))
                        .toArray(String[]::new));
    }

    /** The address of a node's console, as its configuration in {@code home} says. */
    static String consoleUrl(Path home, String node) {
        try {
            Matcher port = Pattern.compile("console \\{ port = (\\d+) }")
                    .matcher(Files.readString(home.resolve(node).resolve("node.conf")));
            if (!port.find()) {
                throw new AssertionError("no console of " + node);
            }
            return "https://127.0.0.1:" + port.group(1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path home() {
        return home;
    }

    Path module() {
        return REPOSITORY.resolve("pkcs11-gateway/target/native/libcraton_hsm.so");
    }

    Path pinFile() {
        return home.resolve("user.pin");
    }

    Path socket(String node) {
        return home.resolve(node).resolve("gateway.sock");
    }

    List<String> nodes() {
        return status().stream().map(node -> node.get("name").asText()).toList();
    }

    /** {@code bin/craton status -o json}, node by node. */
    List<JsonNode> status() {
        String json = run(
                Map.of("CRATON_HOME", home.toString()), COMMAND_DEADLINE, false, cratonCommand("status", "-o", "json"));
        try {
            return StreamSupport.stream(new ObjectMapper().readTree(json).spliterator(), false)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("not JSON: " + json, e);
        }
    }

    long pid(String node) {
        return status().stream()
                .filter(each -> each.get("name").asText().equals(node))
                .findFirst()
                .orElseThrow()
                .get("pid")
                .asLong();
    }

    /** The node that leads the demo token's group, once there is one. */
    String leader() {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(300))
                .until(
                        () -> status().stream()
                                .filter(node -> StreamSupport.stream(
                                                node.get("groupsLed").spliterator(), false)
                                        .anyMatch(group -> group.asText().equals(TOKEN_GROUP)))
                                .map(node -> node.get("name").asText())
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    String aFollower() {
        String leader = leader();
        return nodes().stream().filter(node -> !node.equals(leader)).findFirst().orElseThrow();
    }

    /** Runs {@code bin/craton} and requires success. */
    String craton(String... arguments) {
        return run(Map.of("CRATON_HOME", home.toString()), COMMAND_DEADLINE, cratonCommand(arguments));
    }

    private static String[] cratonCommand(String... arguments) {
        return Stream.concat(Stream.of(REPOSITORY.resolve("bin/craton").toString()), Stream.of(arguments))
                .toArray(String[]::new);
    }

    /** Sends {@code signal} (for instance STOP) to a node's process. */
    void signal(String node, String signal) {
        run(Map.of(), COMMAND_DEADLINE, "kill", "-" + signal, String.valueOf(pid(node)));
    }

    /** A client configuration that knows these nodes only, in this order of preference. */
    Path clientConfiguration(String... inOrder) {
        try {
            Path file = home.resolve("client-" + String.join("-", inOrder) + ".conf");
            Files.write(
                    file,
                    Stream.of(inOrder).map(node -> "socket = " + socket(node)).toList());
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All nodes, {@code first} preferred. */
    Path preferring(String first) {
        return clientConfiguration(
                Stream.concat(Stream.of(first), nodes().stream().filter(node -> !node.equals(first)))
                        .toArray(String[]::new));
    }

    /** Starts the loop program; see p11_loop.c for what it does and prints. */
    LoopClient loop(Path configuration, String mode, String name, int seconds) {
        try {
            ProcessBuilder builder = new ProcessBuilder(
                    loop.toString(),
                    module().toString(),
                    TOKEN,
                    pinFile().toString(),
                    mode,
                    name,
                    String.valueOf(seconds));
            builder.environment().put("CRATON_HSM_CONFIG", configuration.toString());
            return LoopClient.start(builder, directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Labels of the private keys, as one node alone tells them, sorted. */
    List<String> keysOn(String node) {
        return loop(clientConfiguration(node), "list", "-", 0).lines().stream()
                .map(line -> line.split(" ", 3)[2])
                .sorted()
                .toList();
    }

    /** Runs a command and answers its output; fails with it when the exit code is not 0. */
    String run(Map<String, String> environment, Duration deadline, String... command) {
        return run(environment, deadline, true, command);
    }

    private String run(Map<String, String> environment, Duration deadline, boolean mustSucceed, String... command) {
        try {
            Path output = Files.createTempFile("craton-it", ".out");
            ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(output.toFile());
            builder.redirectError(ProcessBuilder.Redirect.appendTo(output.toFile()));
            if (!mustSucceed) {
                builder.redirectError(ProcessBuilder.Redirect.DISCARD);
            }
            builder.environment().putAll(environment);
            builder.environment().put("CRATON_NO_BUILD", "1");
            Process process = builder.start();
            boolean ended = process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS);
            if (!ended) {
                process.destroyForcibly();
            }
            String text = Files.readString(output);
            Files.delete(output);
            if (!ended || mustSucceed && process.exitValue() != 0) {
                throw new AssertionError(String.join(" ", command) + (ended ? " failed: " : " did not end: ") + text);
            }
            return text;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    @Override
    public void close() {
        for (String node : nodes()) {
            long pid = pid(node);
            if (pid > 0) {
                run(Map.of(), COMMAND_DEADLINE, false, "kill", "-KILL", String.valueOf(pid));
                Awaitility.await()
                        .atMost(COMMAND_DEADLINE)
                        .until(() -> ProcessHandle.of(pid).isEmpty());
            }
        }
        keepLogs();
        remove(directory);
    }

    /** What the nodes said stays in the module's build directory, for whoever looks into a failure. */
    private void keepLogs() {
        Path kept = Path.of("target", "cluster-logs", String.valueOf(directory.getFileName()));
        try {
            Files.createDirectories(kept);
            for (String node : nodes()) {
                Path log = home.resolve(node).resolve("log").resolve("node.log");
                if (Files.exists(log)) {
                    Files.copy(log, kept.resolve(node + ".log"));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void remove(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            List<Path> deepestFirst = new ArrayList<>(files.toList());
            deepestFirst.sort(Comparator.reverseOrder());
            for (Path file : deepestFirst) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
