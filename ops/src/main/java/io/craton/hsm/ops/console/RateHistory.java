package io.craton.hsm.ops.console;

import io.craton.hsm.actors.admin.NodeAnswer;
import io.craton.hsm.actors.admin.NodeDescription;
import io.craton.hsm.actors.admin.OperationUse;
import io.craton.hsm.core.mechanism.Mechanism;
import io.craton.hsm.core.mechanism.Operation;
import io.craton.hsm.ops.api.Quantiles;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What the nodes' counters did in the last two minutes: rates, and latencies of the last ten seconds. A node that was not heard of in one
 * of two samples, or whose counters began anew, adds nothing between them. Thread-safe.
 */
final class RateHistory {
    /** Samples kept. */
    static final int SAMPLES = 60;

    /** Samples that latencies are taken from: fewer would jump, more would lag behind. */
    private static final int WINDOW = 5;

    private record Key(Mechanism mechanism, Operation operation) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            return Comparator.comparing(Key::mechanism)
                    .thenComparing(Key::operation)
                    .compare(this, other);
        }
    }

    private record Sample(double seconds, Map<Key, List<Long>> buckets) {
        long done(Key key) {
            return buckets.getOrDefault(key, List.of()).stream()
                    .mapToLong(Long::longValue)
                    .sum();
        }
    }

    private final Deque<Sample> samples = new ArrayDeque<>();
    private Map<String, List<OperationUse>> before = Map.of();
    private long beforeNanos;

    /** Takes one more sample. */
    synchronized void add(List<NodeAnswer> answers, long nowNanos) {
        Map<String, List<OperationUse>> present = new HashMap<>();
        for (NodeAnswer answer : answers) {
            if (answer instanceof NodeAnswer.Described(NodeDescription node, Instant _)) {
                present.put(node.node(), node.operations());
            }
        }
        if (!before.isEmpty()) {
            samples.addLast(new Sample((nowNanos - beforeNanos) / 1e9, growth(before, present)));
            if (samples.size() > SAMPLES) {
                samples.removeFirst();
            }
        }
        before = present;
        beforeNanos = nowNanos;
    }

    private static Map<Key, List<Long>> growth(
            Map<String, List<OperationUse>> before, Map<String, List<OperationUse>> present) {
        Map<Key, List<Long>> growth = new HashMap<>();
        present.forEach((node, uses) -> {
            if (before.containsKey(node)) {
                Map<Key, OperationUse> old = new HashMap<>();
                before.get(node).forEach(use -> old.put(new Key(use.mechanism(), use.operation()), use));
                for (OperationUse use : uses) {
                    Key key = new Key(use.mechanism(), use.operation());
                    growth.merge(key, difference(old.get(key), use), RateHistory::sum);
                }
            }
        });
        return growth;
    }

    private static List<Long> difference(@Nullable OperationUse old, OperationUse use) {
        if (old == null) {
            return use.buckets();
        }
        List<Long> difference = new ArrayList<>();
        for (int i = 0; i < OperationUse.BUCKETS; i++) {
            difference.add(Math.max(0, use.buckets().get(i) - old.buckets().get(i)));
        }
        return difference;
    }

    private static List<Long> sum(List<Long> one, List<Long> other) {
        List<Long> sum = new ArrayList<>();
        for (int i = 0; i < one.size(); i++) {
            sum.add(one.get(i) + other.get(i));
        }
        return sum;
    }

    /** Every operation that was run in the time kept, in the order of the catalogue. */
    synchronized List<LiveUse> live() {
        TreeSet<Key> keys = new TreeSet<>();
        samples.forEach(sample -> sample.buckets().keySet().stream()
                .filter(key -> sample.done(key) > 0)
                .forEach(keys::add));
        return keys.stream().map(this::live).toList();
    }

    private LiveUse live(Key key) {
        List<Double> rates = new ArrayList<>();
        for (int i = samples.size(); i < SAMPLES; i++) {
            rates.add(0.0);
        }
        samples.forEach(sample -> rates.add(sample.done(key) / Math.max(0.001, sample.seconds())));
        List<Sample> window =
                samples.stream().skip(Math.max(0, samples.size() - WINDOW)).toList();
        List<Long> buckets = window.stream()
                .map(sample -> sample.buckets().get(key))
                .filter(Objects::nonNull)
                .reduce(RateHistory::sum)
                .orElse(List.of());
        double seconds = window.stream().mapToDouble(Sample::seconds).sum();
        return new LiveUse(
                key.mechanism().name(),
                key.operation().name().toLowerCase(Locale.ROOT),
                window.stream().mapToLong(sample -> sample.done(key)).sum() / Math.max(0.001, seconds),
                Quantiles.micros(buckets, 0.5),
                Quantiles.micros(buckets, 0.99),
                rates);
    }
}
