package io.craton.hsm.raft;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Nodes n1, n2, … in this JVM, with real sockets, TLS, logs and databases under one directory. */
final class TestCluster implements AutoCloseable {
    static final GroupId G1 = new GroupId(1);

    /** Generous: two busy cores. */
    static final Duration PATIENCE = Duration.ofSeconds(30);

    private final SortedMap<String, RaftSettings> settings = new TreeMap<>();
    private final Map<String, RaftNode> running = new TreeMap<>();

    private TestCluster() {}

    /** A cluster without nodes. */
    static TestCluster none() {
        return new TestCluster();
    }

    static TestCluster of(Path directory, int nodes) {
        return of(directory, nodes, RaftSettings.DEFAULT_SNAPSHOT_THRESHOLD);
    }

    static TestCluster of(Path directory, int nodes, long snapshotThreshold) {
        TestTls tls = TestTls.authority(directory, "ca");
        List<RaftPeer> peers = new ArrayList<>();
        List<Integer> ports = freePorts(nodes);
        for (int i = 1; i <= nodes; i++) {
            peers.add(new RaftPeer("n" + i, "127.0.0.1", ports.get(i - 1)));
        }
        TestCluster cluster = new TestCluster();
        for (RaftPeer peer : peers) {
            cluster.settings.put(
                    peer.name(),
                    new RaftSettings(
                            "test",
                            peer.name(),
                            peers,
                            1,
                            directory.resolve(peer.name()),
                            tls.issue(peer.name()),
                            RaftSettings.DEFAULT_ELECTION_TIMEOUT_MIN,
                            RaftSettings.DEFAULT_ELECTION_TIMEOUT_MAX,
                            snapshotThreshold));
        }
        return cluster;
    }

    /**
     * Starts all nodes and waits until each has an entry of every group: Ratis counts no vote of a node whose log is
     * empty, so before that the loss of one more node would be the loss of the majority.
     */
    TestCluster startAll() {
        settings.keySet().forEach(this::start);
        await().atMost(PATIENCE)
                .until(() -> nodes().stream()
                        .allMatch(n ->
                                n.groups().stream().allMatch(g -> n.status(g).appliedIndex() >= 0)));
        return this;
    }

    RaftNode start(String name) {
        RaftNode node = RaftNode.start(settings(name));
        running.put(name, node);
        return node;
    }

    void stop(String name) {
        RaftNode node = running.remove(name);
        if (node != null) {
            node.close();
        }
    }

    RaftSettings settings(String name) {
        return Optional.ofNullable(settings.get(name)).orElseThrow();
    }

    RaftNode node(String name) {
        return Optional.ofNullable(running.get(name)).orElseThrow();
    }

    List<RaftNode> nodes() {
        return List.copyOf(running.values());
    }

    /** Waits until one running node is ready to lead. */
    RaftNode leader(GroupId group) {
        return await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> readyLeader(group), Optional::isPresent)
                .orElseThrow();
    }

    RaftNode follower(GroupId group) {
        RaftNode leader = leader(group);
        return nodes().stream().filter(n -> n != leader).findFirst().orElseThrow();
    }

    private Optional<RaftNode> readyLeader(GroupId group) {
        return nodes().stream()
                .filter(n -> n.replica(group).tracker().announced().readyTerm().isPresent())
                .filter(n -> n.status(group).role() == GroupStatus.Role.LEADER)
                .findFirst();
    }

    /** Waits until all running replicas have applied the same entries, and checks that they agree on every byte. */
    void awaitEqualReplicas(GroupId group) {
        await().atMost(PATIENCE)
                .until(() -> nodes().stream()
                                .map(n -> n.replica(group).machine().mark())
                                .distinct()
                                .count()
                        == 1);
    }

    @Override
    public void close() {
        List.copyOf(running.keySet()).forEach(this::stop);
    }

    static List<Integer> freePorts(int count) {
        List<ServerSocket> held = new ArrayList<>();
        try {
            List<Integer> ports = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
                held.add(socket);
                ports.add(socket.getLocalPort());
            }
            for (ServerSocket socket : held) {
                socket.close();
            }
            return ports;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
