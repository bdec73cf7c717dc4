package io.craton.hsm.raft;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;

/** Who waits for a replica to have applied an entry. Safe for any thread. */
final class IndexWaiters {
    private final LongSupplier applied;
    private final NavigableMap<Long, List<CompletableFuture<Void>>> waiting = new TreeMap<>();

    /** @param applied index of the last applied entry */
    IndexWaiters(LongSupplier applied) {
        this.applied = applied;
    }

    /** Completes once {@code index} is applied. */
    CompletableFuture<Void> reached(long index) {
        synchronized (waiting) {
            if (applied.getAsLong() >= index) {
                return CompletableFuture.completedFuture(null);
            }
            CompletableFuture<Void> reached = new CompletableFuture<>();
            waiting.computeIfAbsent(index, i -> new ArrayList<>()).add(reached);
            return reached;
        }
    }

    /** Completes what waits for {@code index} and for earlier ones. */
    void wake(long index) {
        List<CompletableFuture<Void>> reached = new ArrayList<>();
        synchronized (waiting) {
            Iterator<List<CompletableFuture<Void>>> due =
                    waiting.headMap(index, true).values().iterator();
            while (due.hasNext()) {
                reached.addAll(due.next());
                due.remove();
            }
        }
        reached.forEach(f -> f.complete(null));
    }
}
