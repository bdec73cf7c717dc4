package io.craton.hsm.actors.shard;

import io.craton.hsm.actors.Consensus;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Consensus as the nodes of one process agree on it, by the test's word. Thread-safe. */
final class MovingConsensus {
    private final Map<String, View> views = new HashMap<>();
    private Optional<String> leader = Optional.empty();
    private long term;

    synchronized Consensus viewOf(String node) {
        return view(node);
    }

    private View view(String node) {
        return views.computeIfAbsent(node, View::new);
    }

    /** Every node learns it, and the old leader first. */
    synchronized void lead(String node) {
        loseLeader();
        leader = Optional.of(node);
        term++;
        view(node).listeners.forEach(listener -> listener.leaderReady(1, term));
    }

    synchronized void loseLeader() {
        leader.ifPresent(old -> view(old).listeners.forEach(listener -> listener.leadershipLost(1)));
        leader = Optional.empty();
    }

    /** {@code node} leads and its peers have not heard of it; {@code node} is the only one to know. */
    synchronized void leadUnknownToOthers(String node, String believed) {
        lead(node);
        views.values().stream()
                .filter(view -> !view.node.equals(node))
                .forEach(view -> view.belief = Optional.of(believed));
    }

    synchronized void believeTheTruth(String node) {
        view(node).belief = Optional.empty();
    }

    private final class View implements Consensus {
        private final String node;
        private final List<Listener> listeners = new ArrayList<>();
        private Optional<String> belief = Optional.empty();

        View(String node) {
            this.node = node;
        }

        @Override
        public int tokenGroups() {
            return 1;
        }

        @Override
        public String self() {
            return node;
        }

        @Override
        public Optional<String> leader(int group) {
            synchronized (MovingConsensus.this) {
                return belief.or(() -> leader);
            }
        }

        @Override
        public CompletionStage<Void> confirmLeadership(int group, long asked) {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void addListener(Listener listener) {
            synchronized (MovingConsensus.this) {
                listeners.add(listener);
            }
        }

        @Override
        public String residentId(int group, String name) {
            return name;
        }

        @Override
        public String roamingId(int group, String name) {
            return name;
        }

        @Override
        public CompletionStage<Void> forget(String persistenceId) {
            return CompletableFuture.failedFuture(new IllegalStateException("nothing is persisted here"));
        }

        @Override
        public String journalPluginId() {
            return "";
        }

        @Override
        public String snapshotPluginId() {
            return "";
        }
    }
}
