package io.craton.hsm.actors.journal;

import io.craton.hsm.core.Octets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.apache.pekko.actor.setup.Setup;

/**
 * The history that all nodes of a test share, with the fence of the real one: a write is taken only if it continues its id's history, and
 * for a leader's state only from the node that leads. Thread-safe.
 */
public final class MemoryLog {
    /** Ids that begin so are the leader's alone to write. */
    public static final String RESIDENT = "resident-";

    private record Entry(String writer, byte[] event) {}

    private final Map<String, List<Entry>> histories = new HashMap<>();
    private final Set<String> forgotten = new HashSet<>();
    private final Predicate<String> leads;
    private CompletableFuture<Void> gate = CompletableFuture.completedFuture(null);
    private long refused;

    /** @param leads whether a node leads, whatever it believes itself */
    public MemoryLog(Predicate<String> leads) {
        this.leads = leads;
    }

    /** Gives the actor systems of a node this history. */
    public static final class OnNode extends Setup {
        private final MemoryLog log;
        private final String node;

        public OnNode(MemoryLog log, String node) {
            this.log = log;
            this.node = node;
        }

        MemoryLog log() {
            return log;
        }

        String node() {
            return node;
        }
    }

    /** Writes wait from here on, as they do without a majority. */
    public synchronized void hold() {
        gate = new CompletableFuture<>();
    }

    public void release() {
        CompletableFuture<Void> held;
        synchronized (this) {
            held = gate;
            gate = CompletableFuture.completedFuture(null);
        }
        held.complete(null);
    }

    synchronized CompletableFuture<Void> gate() {
        return gate;
    }

    synchronized void write(String node, String id, String writer, long from, List<byte[]> events) {
        List<Entry> history = histories.computeIfAbsent(id, _ -> new ArrayList<>());
        boolean mayWrite = !id.startsWith(RESIDENT) || leads.test(node);
        if (!mayWrite || forgotten.contains(id) || from != history.size() + 1) {
            refused++;
            throw new IllegalStateException(
                    "the fence refuses " + node + " event " + from + " of " + id + ", which has " + history.size());
        }
        events.forEach(event -> history.add(new Entry(writer, event)));
    }

    /** Drops the history of an id, which takes nothing any more. */
    public synchronized void forget(String id) {
        forgotten.add(id);
        histories.remove(id);
    }

    public synchronized boolean hasForgotten(String id) {
        return forgotten.contains(id);
    }

    public synchronized long last(String id) {
        return histories.getOrDefault(id, List.of()).size();
    }

    synchronized byte[] event(String id, long sequence) {
        return histories.getOrDefault(id, List.of()).get((int) sequence - 1).event();
    }

    /** How often the fence refused. */
    public synchronized long refused() {
        return refused;
    }

    /** Every byte ever written. */
    public synchronized List<Octets> everything() {
        return histories.values().stream()
                .flatMap(List::stream)
                .map(entry -> Octets.copyOf(entry.event()))
                .toList();
    }
}
