package io.craton.hsm.ops.chaos;

import io.craton.hsm.ops.chaos.Observation.Act;
import io.craton.hsm.ops.chaos.Observation.Result;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Whether what clients saw of one key can be put in an order that agrees with real time and with {@link KeyState}: the search of Wing and
 * Gong (Testing and Verifying Concurrent Objects, 1993) with the memory of Lowe (Testing for linearizability, 2017).
 */
final class Linearizability {
    /** A history with more is a reason to look at it, not one to wait. */
    private static final int MAX_REACHED = 2_000_000;

    private record Reached(BitSet done, KeyState state) {}

    private final List<Observation> seen;

    private Linearizability(List<Observation> seen) {
        this.seen = seen;
    }

    /** @param ofOneKey in any order */
    static boolean holds(List<Observation> ofOneKey) {
        return new Linearizability(ofOneKey.stream()
                        .filter(told(ofOneKey))
                        .sorted(Comparator.comparingLong(Observation::start))
                        .toList())
                .search();
    }

    /** A read without an answer says nothing, nor does a write without one whose value nobody read. */
    private static Predicate<Observation> told(List<Observation> all) {
        Set<Long> read = all.stream()
                .filter(each -> each.act() == Act.GET && each.result() == Result.OK)
                .map(Observation::value)
                .collect(Collectors.toSet());
        return each -> each.result() != Result.UNKNOWN
                || each.act().changes() && (each.act() != Act.SET || read.contains(each.value()));
    }

    private boolean search() {
        Set<Reached> known = new HashSet<>();
        Deque<Reached> open = new ArrayDeque<>();
        open.push(new Reached(new BitSet(), KeyState.START));
        while (!open.isEmpty()) {
            Reached reached = open.pop();
            if (isWhole(reached.done())) {
                return true;
            }
            if (known.add(reached)) {
                steps(reached, open);
            }
            if (known.size() > MAX_REACHED) {
                throw new IllegalStateException("undecided: too many calls at once on key "
                        + seen.getFirst().label());
            }
        }
        return false;
    }

    /** Everything answered has its place; what is unknown may never have happened. */
    private boolean isWhole(BitSet done) {
        for (int i = done.nextClearBit(0); i < seen.size(); i = done.nextClearBit(i + 1)) {
            if (seen.get(i).result() != Result.UNKNOWN) {
                return false;
            }
        }
        return true;
    }

    /**
     * Whatever began before the first of the others was over may have come first. An answer that fits and changes nothing may come at once: any
     * order that has it later holds with it here too. What is known to be done is tried before what is not.
     */
    private void steps(Reached reached, Deque<Reached> open) {
        List<Integer> candidates = candidates(reached.done());
        for (int index : candidates) {
            if (reached.state().after(seen.get(index)).equals(Optional.of(reached.state()))) {
                step(reached, index, open);
                return;
            }
        }
        for (int index : candidates) {
            if (seen.get(index).result() == Result.UNKNOWN) {
                step(reached, index, open);
            }
        }
        for (int index : candidates.reversed()) {
            if (seen.get(index).result() != Result.UNKNOWN) {
                step(reached, index, open);
            }
        }
    }

    private List<Integer> candidates(BitSet done) {
        List<Integer> candidates = new ArrayList<>();
        long firstOver = Long.MAX_VALUE;
        for (int i = done.nextClearBit(0);
                i < seen.size() && seen.get(i).start() <= firstOver;
                i = done.nextClearBit(i + 1)) {
            candidates.add(i);
            firstOver = Math.min(firstOver, seen.get(i).over());
        }
        long first = firstOver;
        candidates.removeIf(index -> seen.get(index).start() > first);
        return candidates;
    }

    private void step(Reached reached, int index, Deque<Reached> open) {
        reached.state().after(seen.get(index)).ifPresent(state -> {
            BitSet done = (BitSet) reached.done().clone();
            done.set(index);
            open.push(new Reached(done, state));
        });
    }
}
