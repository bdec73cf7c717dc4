package io.craton.hsm.raft;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A node as a process, which does what its standard input says, line by line, and ends with it. What it says itself
 * begins with {@value #SAYS}: {@code ready} whenever it leads, and for each line an answer, {@code = } and numbers, or why
 * there is none.
 */
final class BenchNode {
    static final String SAYS = "bench: ";
    static final String READY = "ready";
    static final String ANSWER = "= ";

    private final RaftNode node;

    private BenchNode(RaftNode node) {
        this.node = node;
    }

    /** Arguments: a directory with TLS files made by {@link TestTls}, the name of this node, and the ports of n1, n2, … */
    public static void main(String[] arguments) throws IOException {
        Path directory = Path.of(arguments[0]);
        String self = arguments[1];
        List<RaftPeer> peers = new ArrayList<>();
        for (String port : Arrays.asList(arguments).subList(2, arguments.length)) {
            peers.add(new RaftPeer("n" + (peers.size() + 1), "127.0.0.1", Integer.parseInt(port)));
        }
        TlsFiles tls = new TlsFiles(
                directory.resolve("ca.pem"), directory.resolve(self + ".pem"), directory.resolve(self + ".key"));
        try (RaftNode node = RaftNode.start(new RaftSettings("bench", self, peers, 1, directory.resolve(self), tls));
                BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII))) {
            node.addListener(new Announcer());
            BenchNode bench = new BenchNode(node);
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                say(bench.answer(line));
            }
        }
    }

    private String answer(String line) {
        String[] words = line.split(" ");
        try {
            return ANSWER
                    + switch (words[0]) {
                        case "applied" ->
                            String.valueOf(node.status(TestCluster.G1).appliedIndex());
                        case "write" -> write(Integer.parseInt(words[1]), Duration.ofSeconds(Long.parseLong(words[2])));
                        case "recover" -> recover(Integer.parseInt(words[1]));
                        case "save" -> save(Integer.parseInt(words[1]));
                        default -> throw new IllegalArgumentException("no such measurement");
                    };
        } catch (RuntimeException e) {
            return "failed: " + e.toString().replace('\n', ' ');
        }
    }

    private String write(int writers, Duration time) {
        WriteLoad.Seen seen = new WriteLoad(node.replica(TestCluster.G1)).run(writers, time);
        return String.format(
                Locale.ROOT,
                "%.0f %d %d",
                seen.perSecond(),
                seen.micros().p50(),
                seen.micros().p99());
    }

    private String recover(int events) {
        try (RecoveryTimes times = new RecoveryTimes(node)) {
            return String.valueOf(times.recover(events).p50());
        }
    }

    private String save(int bytes) {
        try (RecoveryTimes times = new RecoveryTimes(node)) {
            return String.valueOf(times.save(bytes).p50());
        }
    }

    @SuppressWarnings("SystemOut")
    private static void say(String what) {
        System.out.println(SAYS + what);
        System.out.flush();
    }

    private record Announcer() implements LeadershipListener {
        @Override
        public void leaderReady(GroupId group, long term) {
            if (group.equals(TestCluster.G1)) {
                say(READY);
            }
        }

        @Override
        public void leadershipLost(GroupId group) {
            // Whoever is ready next says so.
        }

        @Override
        public void leaderChanged(GroupId group, Optional<String> leader) {
            // Only readiness is measured.
        }
    }
}
