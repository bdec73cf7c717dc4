package io.craton.hsm.raft;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a node must know to take part in consensus.
 *
 * @param clusterName part of every group's identity; two clusters with different names can never mix their logs
 * @param self the name of this node, one of {@code peers}
 * @param peers every voting member, this node included; 1, 3 or 5 is sensible, at most {@value #MAX_PEERS}
 * @param tokenGroups number of token groups, 1 to {@value GroupId#MAX_INDEX}; fixed when the cluster is created
 * @param dataDirectory directory of this node alone; created if missing
 * @param tls mutual TLS material of the Raft transport; null for a node that is alone, which then listens to nobody
 * @param electionTimeoutMin a follower waits at least this long for its leader, 50 ms or more
 * @param electionTimeoutMax a follower waits at most this long for its leader
 * @param snapshotThreshold applied entries between two snapshots of a group, after which its log is cut
 */
public record RaftSettings(
        String clusterName,
        String self,
        List<RaftPeer> peers,
        int tokenGroups,
        Path dataDirectory,
        @Nullable TlsFiles tls,
        Duration electionTimeoutMin,
        Duration electionTimeoutMax,
        long snapshotThreshold) {

    /** Below 300/600 ms a two-core machine under load sees elections without any failure. */
    public static final Duration DEFAULT_ELECTION_TIMEOUT_MIN = Duration.ofMillis(300);

    public static final Duration DEFAULT_ELECTION_TIMEOUT_MAX = Duration.ofMillis(600);

    /** A restart reads at most this many log entries back; an idle group reaches it in about three hours. */
    public static final long DEFAULT_SNAPSHOT_THRESHOLD = 10_000;

    static final int MAX_PEERS = 9;

    public RaftSettings {
        Objects.requireNonNull(dataDirectory, "dataDirectory");
        if (clusterName.isBlank() || clusterName.length() > 64) {
            throw new IllegalArgumentException("the cluster name must have 1 to 64 characters");
        }
        peers = List.copyOf(peers);
        if (peers.isEmpty() || peers.size() > MAX_PEERS) {
            throw new IllegalArgumentException(peers.size() + " Raft peers are not in 1.." + MAX_PEERS);
        }
        Set<String> names = new HashSet<>();
        Set<String> addresses = new HashSet<>();
        for (RaftPeer peer : peers) {
            if (!names.add(peer.name())) {
                throw new IllegalArgumentException("two Raft peers are named " + peer.name());
            }
            if (!addresses.add(peer.address())) {
                throw new IllegalArgumentException("two Raft peers have the address " + peer.address());
            }
        }
        if (!names.contains(self)) {
            throw new IllegalArgumentException("this node, " + self + ", is not among the Raft peers " + names);
        }
        if (tls == null && peers.size() > 1) {
            throw new IllegalArgumentException("Raft peers talk over TLS only, and there are no TLS files");
        }
        if (tokenGroups < 1 || tokenGroups > GroupId.MAX_INDEX) {
            throw new IllegalArgumentException(tokenGroups + " token groups are not in 1.." + GroupId.MAX_INDEX);
        }
        if (electionTimeoutMin.toMillis() < 50 || electionTimeoutMax.compareTo(electionTimeoutMin) <= 0) {
            throw new IllegalArgumentException("election timeouts must satisfy 50 ms <= min < max");
        }
        if (snapshotThreshold < 10) {
            throw new IllegalArgumentException("the snapshot threshold must be 10 entries or more");
        }
    }

    /** Settings with the default timeouts and snapshot threshold. */
    public RaftSettings(
            String clusterName, String self, List<RaftPeer> peers, int tokenGroups, Path dataDirectory, TlsFiles tls) {
        this(
                clusterName,
                self,
                peers,
                tokenGroups,
                dataDirectory,
                tls,
                DEFAULT_ELECTION_TIMEOUT_MIN,
                DEFAULT_ELECTION_TIMEOUT_MAX,
                DEFAULT_SNAPSHOT_THRESHOLD);
    }

    /** A node on its own that talks to nobody: one token group, and elections that need not wait for others. */
    static RaftSettings alone(Path dataDirectory) {
        return new RaftSettings(
                "embedded",
                "embedded",
                List.of(new RaftPeer("embedded", "localhost", 1)),
                1,
                dataDirectory,
                null,
                Duration.ofMillis(50),
                Duration.ofMillis(100),
                DEFAULT_SNAPSHOT_THRESHOLD);
    }

    /** This node, as the others see it. */
    RaftPeer selfPeer() {
        return peers.stream().filter(p -> p.name().equals(self)).findFirst().orElseThrow();
    }
}
