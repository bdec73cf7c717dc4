package io.craton.hsm.raft;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A node on its own inside this process, for programs and suites that bring nothing but a configuration. Actor systems of
 * the process that name the same directory share it; the last one to end closes it. Safe for any thread.
 */
final class EmbeddedNode implements AutoCloseable {
    private static final Map<Path, EmbeddedNode> OPEN = new HashMap<>();

    private final Path directory;
    private final RaftNode node;
    private int users;

    private EmbeddedNode(Path directory, RaftNode node) {
        this.directory = directory;
        this.node = node;
    }

    /**
     * The node in {@code directory}, which is made if it is missing, once it leads its groups.
     *
     * @throws RaftStartException with one line, also when it does not lead before {@code deadline}
     */
    static EmbeddedNode open(Path directory, Duration deadline) {
        Path real = real(directory);
        synchronized (OPEN) {
            EmbeddedNode open = OPEN.get(real);
            if (open == null) {
                open = new EmbeddedNode(real, started(real, deadline));
                OPEN.put(real, open);
            }
            open.users++;
            return open;
        }
    }

    RaftNode node() {
        return node;
    }

    private static Path real(Path directory) {
        try {
            return Files.createDirectories(directory).toRealPath();
        } catch (IOException e) {
            throw new RaftStartException("cannot use the directory " + directory + ": " + e.getMessage(), e);
        }
    }

    private static RaftNode started(Path directory, Duration deadline) {
        RaftNode node = RaftNode.start(RaftSettings.alone(directory));
        try {
            CountDownLatch led = new CountDownLatch(node.groups().size());
            node.addListener(new Ready(led));
            if (led.await(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
                return node;
            }
            node.close();
            throw new RaftStartException("the node in " + directory + " does not lead after " + deadline);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            node.close();
            throw new RaftStartException("interrupted while the node in " + directory + " started", e);
        }
    }

    /** One user less. */
    @Override
    public void close() {
        synchronized (OPEN) {
            users--;
            if (users == 0) {
                OPEN.remove(directory);
                node.close();
            }
        }
    }

    private record Ready(CountDownLatch led) implements LeadershipListener {
        @Override
        public void leaderReady(GroupId group, long term) {
            led.countDown();
        }

        @Override
        public void leadershipLost(GroupId group) {
            // Nobody else could lead; it will be ready again.
        }

        @Override
        public void leaderChanged(GroupId group, Optional<String> leader) {
            // There is only one.
        }
    }
}
