package io.craton.hsm.ops.chaos;

import io.craton.hsm.ops.NativeProgram;
import io.craton.hsm.ops.Shell;
import io.craton.hsm.ops.status.NodeReport;
import io.craton.hsm.ops.status.StatusClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Nodes as processes, each in a network of its own and over a C library that can be told to fail. Nodes are counted from 1. */
final class ChaosCluster implements AutoCloseable {
    private static final String TOKEN = "chaos";
    private static final String GUESSED_TOKEN = "guessed";

    private static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();
    private static final Path MODULE = REPOSITORY.resolve("pkcs11-gateway/target/native/libcraton_hsm.so");
    private static final Duration SERVING = Duration.ofSeconds(90);

    private final Path directory;
    private final Path home;
    private final int nodes;
    private final Namespaces network;
    private final List<FaultWords> words = new ArrayList<>();
    private final @Nullable Process[] processes;

    private ChaosCluster(Path directory, int nodes, Namespaces network) {
        this.directory = directory;
        this.home = directory.resolve("c");
        this.nodes = nodes;
        this.network = network;
        this.processes = new Process[nodes + 1];
    }

    static ChaosCluster start(int nodes) {
        try {
            Path directory = Files.createTempDirectory(Path.of("/tmp"), "chaos");
            Namespaces network = Namespaces.create(ThreadLocalRandom.current().nextInt(1, 251), nodes);
            ChaosCluster cluster = new ChaosCluster(directory, nodes, network);
            try {
                cluster.prepare();
                return cluster;
            } catch (AssertionError e) {
                cluster.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void prepare() throws IOException {
        NativeProgram.compile("fault_shim", directory, "-shared", "-fPIC");
        NativeProgram.compile("p11_chaos", directory);
        List<String> init =
                new ArrayList<>(List.of(REPOSITORY.resolve("bin/craton").toString(), "init"));
        all().forEach(node -> init.add(network.address(node)));
        Shell.run(Map.of("CRATON_HOME", home.toString()), init.toArray(String[]::new));
        all().forEach(node -> words.add(new FaultWords(directory.resolve("words" + node))));
        all().forEach(this::startNode);
        awaitServing();
        Files.writeString(directory.resolve("so.pin"), "chaos-officer");
        Files.writeString(pinFile(), "chaos-user");
        initialise(TOKEN);
        initialise(GUESSED_TOKEN);
    }

    private void initialise(String token) {
        Shell.run(
                Map.of("CRATON_HSM_CONFIG", clientConfiguration(all()).toString()),
                REPOSITORY.resolve("pkcs11-gateway/target/native/craton-token").toString(),
                "init",
                "--module",
                MODULE.toString(),
                "--label",
                token,
                "--so-pin-file",
                directory.resolve("so.pin").toString(),
                "--user-pin-file",
                pinFile().toString());
    }

    int nodes() {
        return nodes;
    }

    List<Integer> all() {
        return IntStream.rangeClosed(1, nodes).boxed().toList();
    }

    Namespaces network() {
        return network;
    }

    FaultWords words(int node) {
        return words.get(node - 1);
    }

    Path home() {
        return home;
    }

    private Path pinFile() {
        return directory.resolve("user.pin");
    }

    void startNode(int node) {
        Path data = home.resolve("n" + node);
        try {
            ProcessBuilder builder = new ProcessBuilder(network.command(
                            node,
                            REPOSITORY.resolve("bin/craton").toString(),
                            "node",
                            "--config",
                            data.resolve("node.conf").toString()))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            data.resolve("log/node.log").toFile()));
            builder.environment()
                    .putAll(Map.of(
                            "CRATON_NO_BUILD",
                            "1",
                            "LD_PRELOAD",
                            directory.resolve("fault_shim").toString(),
                            "FAULT_SHIM",
                            directory.resolve("words" + node).toString(),
                            "FAULT_SHIM_DATA",
                            data.resolve("data").toString()));
            processes[node] = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean runs(int node) {
        Process process = processes[node];
        return process != null && process.isAlive();
    }

    void kill(int node) {
        Process process = processes[node];
        if (process != null) {
            process.destroyForcibly();
            await(Duration.ofSeconds(20), () -> !process.isAlive(), "n" + node + " does not end");
        }
    }

    void pause(int node) {
        signal(node, "STOP");
    }

    void wake(int node) {
        signal(node, "CONT");
    }

    private void signal(int node, String signal) {
        Process process = processes[node];
        if (process != null && process.isAlive()) {
            Shell.run("kill", "-" + signal, String.valueOf(process.pid()));
        }
    }

    /** Takes everything from a node that ended: it starts as a new one would. */
    void wipe(int node) {
        Shell.run("rm", "-rf", home.resolve("n" + node).resolve("data").toString());
    }

    Optional<NodeReport> report(int node) {
        try {
            return Optional.of(
                    StatusClient.ask(home.resolve("n" + node).resolve("status.sock"), Duration.ofSeconds(1)));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The node that leads most groups. */
    int leader() {
        int leader = 1;
        int most = -1;
        for (int node : all()) {
            int leads = report(node).map(report -> report.groupsLed().size()).orElse(-1);
            if (leads > most) {
                most = leads;
                leader = node;
            }
        }
        return leader;
    }

    boolean serves(int node) {
        return report(node).filter(NodeReport::serving).isPresent();
    }

    /** Waits until all nodes serve. One that ended is started again, after what its last words ask for. */
    void awaitServing() {
        await(
                SERVING,
                () -> {
                    all().stream().filter(node -> !runs(node)).forEach(this::startAsTold);
                    return all().stream().allMatch(this::serves);
                },
                "not every node serves; see target/chaos-logs");
    }

    private void startAsTold(int node) {
        try {
            List<String> said = Files.readAllLines(home.resolve("n" + node).resolve("log/node.log"));
            if (said.getLast().startsWith("craton:") && said.getLast().contains(".damaged, and start")) {
                System.out.println("  " + said.getLast());
                wipe(node);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        startNode(node);
    }

    static void await(Duration longest, BooleanSupplier condition, String otherwise) {
        long end = System.nanoTime() + longest.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError(otherwise);
            }
            sleep(Duration.ofMillis(100));
        }
    }

    static void sleep(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** A file that makes applications use these nodes, in this order. */
    private Path clientConfiguration(List<Integer> inOrder) {
        try {
            Path file = Files.createTempFile(directory, "client", ".conf");
            Files.write(
                    file,
                    inOrder.stream()
                            .map(node -> "socket = " + home.resolve("n" + node).resolve("gateway.sock"))
                            .toList());
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A client that works until its time is over; {@code first} is the node it prefers. Its lines go to the file. */
    Process work(int client, int clients, int first, long seed, Duration time, Path lines) {
        return client(
                TOKEN,
                preferring(first),
                lines,
                "work",
                String.valueOf(client),
                String.valueOf(clients),
                String.valueOf(seed),
                String.valueOf(time.toSeconds()));
    }

    /** Looks for every key of all rounds through one node alone. */
    void look(int node, int clients, int rounds, Path lines) {
        Process looking =
                client(TOKEN, List.of(node), lines, "look", "0", String.valueOf(clients), String.valueOf(rounds), "-");
        finish(looking, Duration.ofMinutes(5));
    }

    static void finish(Process client, Duration longest) {
        try {
            if (!client.waitFor(longest.toSeconds(), TimeUnit.SECONDS)) {
                client.destroyForcibly();
                throw new AssertionError("a client hangs");
            }
            if (client.exitValue() != 0) {
                throw new AssertionError("a client ended with " + client.exitValue());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    private List<Integer> preferring(int first) {
        List<Integer> inOrder = new ArrayList<>(List.of(first));
        all().stream().filter(node -> node != first).forEach(inOrder::add);
        return inOrder;
    }

    /** A client that tries wrong PINs at one node first, until the PIN is locked. */
    Process guess(int client, int first, Duration time, Path lines) {
        return client(
                GUESSED_TOKEN,
                preferring(first),
                lines,
                "guess",
                String.valueOf(client),
                String.valueOf(nodes),
                "0",
                String.valueOf(time.toSeconds()));
    }

    private Process client(String token, List<Integer> inOrder, Path lines, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                directory.resolve("p11_chaos").toString(),
                MODULE.toString(),
                token,
                pinFile().toString()));
        command.addAll(List.of(arguments));
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .redirectOutput(lines.toFile());
            builder.environment()
                    .put("CRATON_HSM_CONFIG", clientConfiguration(inOrder).toString());
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path file(String name) {
        return directory.resolve(name);
    }

    /** Keeps what tells of a run that failed: logs of nodes, lines of clients. */
    void keepLogs(Path where) {
        try {
            Files.createDirectories(where);
            for (int node : all()) {
                Files.copy(
                        home.resolve("n" + node).resolve("log/node.log"),
                        where.resolve("n" + node + ".log"),
                        StandardCopyOption.REPLACE_EXISTING);
            }
            try (var files = Files.newDirectoryStream(directory, "*.history")) {
                for (Path file : files) {
                    Files.copy(file, where.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        for (Process process : processes) {
            if (process != null) {
                process.destroyForcibly();
            }
        }
        for (int node : all()) {
            kill(node);
        }
        network.close();
        Shell.run("rm", "-rf", directory.toString());
    }
}
