package io.craton.hsm.actors.edge;

import io.craton.hsm.actors.Consensus;
import io.craton.hsm.actors.journal.MemoryLog;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The meta group and one token group, both led by whom the test says. Thread-safe. */
public final class FakeConsensus {
    private static final List<Integer> GROUPS = List.of(0, 1);

    private final Map<String, View> views = new HashMap<>();
    private final MemoryLog log = new MemoryLog(this::leads);
    private final Set<String> cut = new HashSet<>();
    private final Set<String> deluded = new HashSet<>();
    private Optional<String> leader = Optional.empty();
    private long term;
    private final Map<String, Integer> vainForgets = new HashMap<>();

    synchronized Consensus viewOf(String node) {
        return view(node);
    }

    private View view(String node) {
        return views.computeIfAbsent(node, View::new);
    }

    synchronized boolean leads(String node) {
        return leader.equals(Optional.of(node));
    }

    synchronized String leader() {
        return leader.orElseThrow();
    }

    /** Another node leads, and every node learns it, the old leader first. */
    public synchronized void lead(String node) {
        leader.ifPresent(this::tellLost);
        begin(node);
    }

    /** Another node leads; the old leader has not noticed and believes in itself, as one that was paused does. */
    public synchronized void leadBehindTheBackOfTheOldOne(String node) {
        leader.ifPresent(deluded::add);
        begin(node);
    }

    private void begin(String node) {
        leader = Optional.of(node);
        term++;
        deluded.remove(node);
        view(node).listeners.forEach(listener -> GROUPS.forEach(group -> listener.leaderReady(group, term)));
    }

    public synchronized void wakeUp(String node) {
        if (deluded.remove(node)) {
            tellLost(node);
        }
    }

    private void tellLost(String node) {
        view(node).listeners.forEach(listener -> GROUPS.forEach(listener::leadershipLost));
    }

    /** The node hears of no leader any more. */
    synchronized void cut(String node) {
        cut.add(node);
    }

    synchronized void heal(String node) {
        cut.remove(node);
    }

    /** The journal that is asked to forget. */
    MemoryLog log() {
        return log;
    }

    /** From here on an id is not forgotten, as if there were no leader. */
    synchronized void failToForget(String id) {
        vainForgets.put(id, 0);
    }

    /** How often it was asked for since then. */
    synchronized int vainForgets(String id) {
        return Objects.requireNonNull(vainForgets.get(id));
    }

    synchronized void forgetAgain(String id) {
        vainForgets.remove(id);
    }

    private synchronized boolean failsToForget(String id) {
        return vainForgets.computeIfPresent(id, (_, times) -> times + 1) != null;
    }

    private final class View implements Consensus {
        private final String node;
        private final List<Listener> listeners = new ArrayList<>();

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
            synchronized (FakeConsensus.this) {
                if (deluded.contains(node)) {
                    return Optional.of(node);
                }
                return cut.contains(node) ? Optional.empty() : leader;
            }
        }

        @Override
        public CompletionStage<Void> confirmLeadership(int group, long asked) {
            synchronized (FakeConsensus.this) {
                return leads(node) && asked == term
                        ? CompletableFuture.completedStage(null)
                        : CompletableFuture.failedStage(new IllegalStateException("deposed"));
            }
        }

        @Override
        public void addListener(Listener listener) {
            synchronized (FakeConsensus.this) {
                listeners.add(listener);
                if (leads(node)) {
                    GROUPS.forEach(group -> listener.leaderReady(group, term));
                }
            }
        }

        @Override
        public String residentId(int group, String name) {
            return MemoryLog.RESIDENT + group + "-" + name;
        }

        @Override
        public String roamingId(int group, String name) {
            return "roaming-" + group + "-" + name;
        }

        @Override
        public CompletionStage<Void> forget(String persistenceId) {
            if (failsToForget(persistenceId)) {
                return CompletableFuture.failedStage(new IllegalStateException("no leader"));
            }
            log.forget(persistenceId);
            return CompletableFuture.completedStage(null);
        }

        @Override
        public String journalPluginId() {
            return "craton.test.journal";
        }

        @Override
        public String snapshotPluginId() {
            return "pekko.persistence.no-snapshot-store";
        }
    }
}
