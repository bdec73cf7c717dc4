package io.craton.hsm.raft;

import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Measures the journal on three nodes, each a process of its own, over TLS and with fsync. Not a test: {@code bin/bench
 * raft} starts its main method and puts one question after the other, so that something else can be measured in turn.
 *
 * <pre>
 * write WRITERS SECONDS  events a second of 256 bytes, their p50 and p99 in µs
 * recover EVENTS         ms until an actor has read that many events, median of 5
 * save BYTES             ms until an actor's snapshot of that size is saved, median of 5
 * snapshot EVENTS        ms of the first snapshot of a replica with that many events, and of the next ones, median of 5
 * elect KILLS            ms from killing the leader until another is ready to write, p50 and maximum
 * </pre>
 */
final class RaftBench implements AutoCloseable {
    private static final int NODES = 3;
    private static final int ATTEMPTS = 3;
    private static final long ELECTION_SECONDS = 5;

    private record Ready(BenchProcess node, long nanos) {}

    private final Path directory;
    private final List<String> flags;
    private final List<Integer> ports = TestCluster.freePorts(NODES);
    private final Map<String, BenchProcess> running = new ConcurrentSkipListMap<>();
    private final BlockingQueue<Ready> elected = new LinkedBlockingQueue<>();
    private Optional<BenchProcess> leader = Optional.empty();

    /**
     * Starts the nodes and waits for a leader.
     *
     * @param directory empty; everything the nodes keep is in it
     * @param flags of the nodes' JVMs
     */
    RaftBench(Path directory, List<String> flags) throws IOException, InterruptedException {
        this.directory = directory;
        this.flags = List.copyOf(flags);
        TestTls tls = TestTls.authority(directory, "ca");
        try {
            for (int i = 1; i <= NODES; i++) {
                tls.issue("n" + i);
                start("n" + i);
            }
            awaitReplicas();
            leader();
        } catch (IOException | InterruptedException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Arguments: an empty directory, and the flags of the nodes' JVMs. */
    @SuppressWarnings("SystemOut")
    public static void main(String[] arguments) throws IOException, InterruptedException {
        List<String> all = List.of(arguments);
        try (RaftBench bench = new RaftBench(Path.of(all.getFirst()), all.subList(1, all.size()));
                BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII))) {
            Runtime.getRuntime().addShutdownHook(new Thread(bench::close));
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                System.out.println(bench.measure(line));
                System.out.flush();
            }
        }
    }

    /** The numbers that answer {@code question}. */
    String measure(String question) throws IOException, InterruptedException {
        String[] words = question.split(" ");
        return switch (words[0]) {
            case "snapshot" -> {
                SnapshotTimes.Seen seen =
                        new SnapshotTimes().run(directory.resolve("snapshots"), Integer.parseInt(words[1]));
                yield seen.first() + " " + seen.later().p50();
            }
            case "elect" -> {
                Percentiles millis = elect(Integer.parseInt(words[1]));
                yield millis.p50() + " " + millis.max();
            }
            default -> askLeader(question);
        };
    }

    /** Asks again when another node was elected meanwhile, as happens on a busy machine. */
    private String askLeader(String question) throws InterruptedException {
        for (int left = ATTEMPTS - 1; ; left--) {
            BenchProcess asked = leader();
            try {
                return asked.ask(question);
            } catch (IllegalStateException e) {
                Ready next = elected.poll(ELECTION_SECONDS, TimeUnit.SECONDS);
                if (left == 0 || next == null) {
                    throw e;
                }
                leader = Optional.of(next.node());
            }
        }
    }

    private Percentiles elect(int kills) throws IOException, InterruptedException {
        long[] millis = new long[kills];
        for (int kill = 0; kill < kills; kill++) {
            BenchProcess victim = leader();
            long began = System.nanoTime();
            victim.close();
            Ready next = elected.poll(TestCluster.PATIENCE.toSeconds(), TimeUnit.SECONDS);
            if (next == null) {
                throw new IllegalStateException("nobody leads after " + victim.name() + " was killed");
            }
            millis[kill] = TimeUnit.NANOSECONDS.toMillis(next.nanos() - began);
            leader = Optional.of(next.node());
            start(victim.name());
            awaitReplicas();
        }
        return new Percentiles(millis);
    }

    private void start(String name) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        command.addAll(List.of(
                "-cp", System.getProperty("java.class.path"), BenchNode.class.getName(), directory.toString(), name));
        ports.forEach(port -> command.add(port.toString()));
        running.put(name, BenchProcess.start(name, command, node -> elected.add(new Ready(node, System.nanoTime()))));
    }

    /** The node that was elected last. */
    private BenchProcess leader() throws InterruptedException {
        Ready next =
                leader.isEmpty() ? elected.poll(TestCluster.PATIENCE.toSeconds(), TimeUnit.SECONDS) : elected.poll();
        while (next != null) {
            leader = Optional.of(next.node());
            next = elected.poll();
        }
        return leader.orElseThrow(() -> new IllegalStateException("no node leads"));
    }

    /** Waits until every node has an entry, and what another had applied before. */
    private void awaitReplicas() throws InterruptedException {
        long most = 0;
        for (BenchProcess node : running.values()) {
            most = Math.max(most, Long.parseLong(node.ask("applied")));
        }
        long target = most;
        for (BenchProcess node : running.values()) {
            await().atMost(TestCluster.PATIENCE).until(() -> Long.parseLong(node.ask("applied")) >= target);
        }
    }

    @Override
    public void close() {
        running.values().forEach(BenchProcess::close);
    }
}
