package io.craton.hsm.ops.chaos;

import io.craton.hsm.ops.chaos.Observation.Result;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Clients work while faults drawn from a seed befall the cluster; then what they saw is checked. */
final class ChaosRun {
    private static final int CLIENTS = 6;
    private static final Duration ROUND = Duration.ofSeconds(2);
    /** Longer than a lease, so that what one fault holds up is not taken for the next one's doing. */
    private static final Duration CALM = Duration.ofSeconds(6);

    /**
     * @param observations all that clients saw, what they found at the end included
     * @param unanswered calls that ended with an error
     * @param pauses the longest time without a good answer, of any client, for each time a fault befell, until six seconds after every node
     *     served again; milliseconds
     * @param violations labels of keys whose observations agree with no order
     */
    record Findings(int observations, int unanswered, Map<Fault, List<Long>> pauses, List<String> violations) {}

    private record Befallen(Fault fault, long start, long end) {}

    private final ChaosCluster cluster;
    private final long seed;
    private final Duration time;
    private final List<Fault> kinds;

    ChaosRun(ChaosCluster cluster, long seed, Duration time, List<Fault> kinds) {
        this.cluster = cluster;
        this.seed = seed;
        this.time = time;
        this.kinds = kinds;
    }

    Findings run() {
        List<Path> histories = new ArrayList<>();
        List<Process> clients = new ArrayList<>();
        for (int client = 0; client < CLIENTS; client++) {
            histories.add(cluster.file(client + ".history"));
            clients.add(cluster.work(client, CLIENTS, 1 + client % cluster.nodes(), seed, time, histories.getLast()));
        }
        List<Befallen> befallen = befall();
        clients.forEach(client -> ChaosCluster.finish(client, time.plusMinutes(2)));
        List<List<Observation>> ofClients =
                histories.stream().map(ChaosRun::read).toList();
        List<Observation> all = new ArrayList<>();
        ofClients.forEach(all::addAll);
        int rounds = (int) (time.toMillis() / ROUND.toMillis()) + 1;
        for (int node : cluster.all()) {
            Path found = cluster.file("node" + node + ".history");
            cluster.look(node, CLIENTS, rounds, found);
            all.addAll(read(found));
        }
        int unanswered = (int)
                all.stream().filter(each -> each.result() == Result.UNKNOWN).count();
        return new Findings(all.size(), unanswered, pauses(befallen, ofClients), violations(all));
    }

    /** Every kind comes once before any comes twice. */
    private List<Befallen> befall() {
        Random random = new Random(seed);
        List<Befallen> befallen = new ArrayList<>();
        List<Fault> left = new ArrayList<>();
        long end = System.nanoTime() + time.toNanos();
        ChaosCluster.sleep(CALM);
        while (System.nanoTime() < end) {
            if (left.isEmpty()) {
                left.addAll(kinds);
            }
            Fault fault = left.remove(random.nextInt(left.size()));
            System.out.printf("%s ...%n", fault.words());
            long start = System.nanoTime();
            fault.befall(cluster, random);
            cluster.awaitServing();
            ChaosCluster.sleep(CALM);
            befallen.add(new Befallen(fault, start, System.nanoTime()));
        }
        return befallen;
    }

    private static List<Observation> read(Path history) {
        try {
            return Files.readAllLines(history).stream().map(Observation::parse).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> violations(List<Observation> all) {
        Map<String, List<Observation>> byLabel =
                all.stream().collect(Collectors.groupingBy(Observation::label, TreeMap::new, Collectors.toList()));
        return byLabel.entrySet().stream()
                .filter(entry -> !Linearizability.holds(entry.getValue()))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** System.nanoTime and the clients' CLOCK_MONOTONIC are the same clock. */
    private static Map<Fault, List<Long>> pauses(List<Befallen> befallen, List<List<Observation>> ofClients) {
        Map<Fault, List<Long>> pauses = new EnumMap<>(Fault.class);
        for (Befallen each : befallen) {
            long longest = ofClients.stream()
                    .mapToLong(client -> longestPause(client, each))
                    .max()
                    .orElse(0);
            pauses.computeIfAbsent(each.fault(), _ -> new ArrayList<>())
                    .add(Duration.ofNanos(longest).toMillis());
        }
        return pauses;
    }

    private static long longestPause(List<Observation> client, Befallen during) {
        long longest = 0;
        long last = during.start();
        for (Observation each : client) {
            if (each.result() != Result.UNKNOWN && each.end() > during.start() && last < during.end()) {
                longest = Math.max(longest, Math.min(each.end(), during.end()) - last);
                last = each.end();
            }
        }
        return longest;
    }
}
