package io.craton.hsm.raft;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.protocol.RaftPeerId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One node's part in consensus: its replica of every group, and who leads each. Safe for any thread. Results complete
 * on Raft threads; what is chained to them must not block.
 */
public final class RaftNode implements AutoCloseable {
    /** How often leadership is compared with what was announced, should a notification have been lost. */
    private static final Duration LOOK_INTERVAL = Duration.ofMillis(100);

    /** An idle group gets an empty entry this often. */
    private static final Duration BEAT_INTERVAL = Duration.ofSeconds(1);

    /** Threads that read databases for recovering actors. */
    private static final int READERS = 4;

    /** Recoveries that may wait for a reader; Pekko itself lets only some dozens run at once. */
    private static final int MAX_WAITING_READS = 10_000;

    private static final Logger LOG = LoggerFactory.getLogger(RaftNode.class);

    private final RaftSettings settings;
    private final RatisServer server;
    private final SortedMap<GroupId, GroupReplica> replicas;
    private final ThreadPoolExecutor readers;
    private final ScheduledThreadPoolExecutor timer;

    private RaftNode(RaftSettings settings, RatisServer server) {
        this.settings = settings;
        this.server = server;
        this.replicas = server.replicas();
        this.readers = new ThreadPoolExecutor(
                READERS,
                READERS,
                1,
                TimeUnit.MINUTES,
                new LinkedBlockingQueue<>(MAX_WAITING_READS),
                Thread.ofPlatform().daemon().name("raft-read-", 0).factory());
        readers.allowCoreThreadTimeOut(true);
        this.timer = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("raft-timer").factory());
    }

    /**
     * Starts this node's replica of every group and returns once they run; that a leader exists is not waited for.
     *
     * @throws RaftStartException with one line that says what is wrong: a port in use, a file that cannot be read, TLS
     *     material that does not fit, a data directory of another node or cluster
     */
    public static RaftNode start(RaftSettings settings) {
        RaftNode node = new RaftNode(settings, RatisServer.start(settings));
        node.schedule();
        return node;
    }

    private void schedule() {
        long look = LOOK_INTERVAL.toMillis();
        var _ = timer.scheduleWithFixedDelay(
                () -> replicas.values().forEach(r -> r.tracker().look()), 0, look, TimeUnit.MILLISECONDS);
        // Half the interval, so that no group is idle for much longer than the whole.
        long beat = BEAT_INTERVAL.toMillis() / 2;
        var _ = timer.scheduleWithFixedDelay(this::beat, beat, beat, TimeUnit.MILLISECONDS);
    }

    private void beat() {
        for (GroupReplica replica : replicas.values()) {
            try {
                replica.beat(BEAT_INTERVAL);
            } catch (RuntimeException e) {
                LOG.warn("{}: no heartbeat entry: {}", replica.group(), e.toString());
            }
        }
    }

    /** The name of this node. */
    public String name() {
        return settings.self();
    }

    RaftSettings settings() {
        return settings;
    }

    /** Every group, {@code meta} first. */
    public List<GroupId> groups() {
        return List.copyOf(replicas.keySet());
    }

    /** Tells {@code listener} of all groups from now on, beginning with how things stand. */
    public void addListener(LeadershipListener listener) {
        replicas.values().forEach(replica -> replica.tracker().add(listener));
    }

    /** Name of the node that leads {@code group}, as this replica knows it; reads one field. */
    public Optional<String> leader(GroupId group) {
        return replica(group).leader();
    }

    /** How this node's replica of {@code group} does. */
    public GroupStatus status(GroupId group) {
        return replica(group).status();
    }

    /**
     * Completes only if this node led {@code group} in {@code term} at some instant after the call: an empty entry of
     * that term was committed by the majority. Calls that meet share one entry, and one with waiting writes. Costs what
     * a write costs.
     *
     * @return completed, or failed with {@link NotLeaderException} or another {@link JournalException}
     */
    public CompletionStage<Void> confirmLeadership(GroupId group, long term) {
        return replica(group).confirm(term);
    }

    /**
     * Makes another node lead {@code group}; only the present leader can.
     *
     * @param deadline after which the transfer is given up
     * @return completed when {@code toNode} leads, or failed with a {@link JournalException}
     */
    public CompletionStage<Void> transferLeadership(GroupId group, String toNode, Duration deadline) {
        if (settings.peers().stream().noneMatch(p -> p.name().equals(toNode))) {
            return CompletableFuture.failedFuture(new JournalException.Invalid("no node is named " + toNode));
        }
        return replica(group).transferLeadership(RaftPeerId.valueOf(toNode), deadline);
    }

    /** @throws IllegalArgumentException when this node has no such group */
    GroupReplica replica(GroupId group) {
        GroupReplica replica = replicas.get(group);
        if (replica == null) {
            throw new IllegalArgumentException("there is no group " + group);
        }
        return replica;
    }

    /** Runs what reads a database. */
    Executor readers() {
        return readers;
    }

    /** Stops taking part. Listeners hear that leadership is lost; what is under way fails. */
    @Override
    public void close() {
        timer.shutdownNow();
        server.close();
        readers.shutdown();
    }
}
