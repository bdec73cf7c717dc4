package io.craton.hsm.raft;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells listeners of one group's leadership. It compares what the replica is now with what was announced last, so a
 * lost or doubled notification does no harm; Ratis's own notifications only make it look at once.
 */
final class LeadershipTracker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LeadershipTracker.class);

    /**
     * What a replica knows of its group's leadership.
     *
     * @param readyTerm the term in which this node leads and has applied all earlier ones; empty when it does not
     * @param leader name of the leader, if known
     */
    record Leadership(OptionalLong readyTerm, Optional<String> leader) {
        static final Leadership NONE = new Leadership(OptionalLong.empty(), Optional.empty());
    }

    private final GroupId group;
    private final Supplier<Leadership> replica;
    private final ExecutorService thread;
    private final AtomicBoolean lookPending = new AtomicBoolean();
    private final List<LeadershipListener> listeners = new ArrayList<>(); // only on the thread
    private volatile Leadership announced = Leadership.NONE;

    LeadershipTracker(GroupId group, Supplier<Leadership> replica) {
        this.group = group;
        this.replica = replica;
        this.thread = Executors.newSingleThreadExecutor(
                Thread.ofPlatform().daemon().name("raft-leadership-" + group).factory());
    }

    /** What listeners were told last: a term is here before {@code leaderReady} and gone before {@code leadershipLost}. */
    Leadership announced() {
        return announced;
    }

    void add(LeadershipListener listener) {
        submit(() -> {
            listeners.add(listener);
            Leadership now = announced;
            if (now.leader().isPresent()) {
                call(() -> listener.leaderChanged(group, now.leader()));
            }
            if (now.readyTerm().isPresent()) {
                call(() -> listener.leaderReady(group, now.readyTerm().getAsLong()));
            }
        });
    }

    /** Looks soon; many calls before that are one look. */
    void look() {
        if (lookPending.compareAndSet(false, true)) {
            submit(this::compare);
        }
    }

    private void compare() {
        lookPending.set(false);
        Leadership before = announced;
        Leadership now = replica.get();
        if (now.equals(before)) {
            return;
        }
        boolean termChanged = !now.readyTerm().equals(before.readyTerm());
        if (termChanged && before.readyTerm().isPresent()) {
            announced = new Leadership(OptionalLong.empty(), before.leader());
            tell(l -> l.leadershipLost(group));
        }
        if (!now.leader().equals(before.leader())) {
            announced = new Leadership(announced.readyTerm(), now.leader());
            tell(l -> l.leaderChanged(group, now.leader()));
        }
        if (termChanged && now.readyTerm().isPresent()) {
            announced = now;
            tell(l -> l.leaderReady(group, now.readyTerm().getAsLong()));
        }
    }

    private void tell(Consumer<LeadershipListener> event) {
        for (LeadershipListener listener : listeners) {
            call(() -> event.accept(listener));
        }
    }

    private void call(Runnable callback) {
        try {
            callback.run();
        } catch (RuntimeException e) {
            LOG.error("a leadership listener of {} failed", group, e);
        }
    }

    private void submit(Runnable work) {
        try {
            thread.execute(work);
        } catch (RejectedExecutionException e) {
            LOG.debug("{}: no longer tracked", group);
        }
    }

    /** Tells listeners that leadership, if any, is lost, and stops. */
    @Override
    public void close() {
        submit(() -> {
            if (announced.readyTerm().isPresent()) {
                announced = Leadership.NONE;
                tell(l -> l.leadershipLost(group));
            }
        });
        thread.shutdown();
    }
}
