package io.craton.hsm.ops.node;

import io.craton.hsm.actors.HsmNode;
import io.craton.hsm.actors.journal.SealingSetup;
import io.craton.hsm.actors.system.NodeAddress;
import io.craton.hsm.actors.system.NodeSystem;
import io.craton.hsm.actors.system.NodeSystemException;
import io.craton.hsm.actors.system.NodeSystemSettings;
import io.craton.hsm.crypto.CryptoModule;
import io.craton.hsm.crypto.CryptoSettings;
import io.craton.hsm.crypto.CryptoStartException;
import io.craton.hsm.crypto.seal.ClusterKey;
import io.craton.hsm.crypto.seal.ClusterKeyException;
import io.craton.hsm.gateway.GatewayServer;
import io.craton.hsm.gateway.GatewaySettings;
import io.craton.hsm.gateway.GatewayStartException;
import io.craton.hsm.ops.config.NodeConfiguration;
import io.craton.hsm.ops.status.NodeReport;
import io.craton.hsm.raft.GroupStatus;
import io.craton.hsm.raft.RaftJournalSetup;
import io.craton.hsm.raft.RaftNode;
import io.craton.hsm.raft.RaftPeer;
import io.craton.hsm.raft.RaftSettings;
import io.craton.hsm.raft.RaftStartException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.Address;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node as it runs in a cluster: cryptography with its self-tests first, then consensus, actors, and last the gateway, so that nothing is
 * answered before everything behind it is ready. Stopped in the opposite order.
 */
public final class ClusteredNode implements NodeAssembly.Running {
    private static final Logger LOG = LoggerFactory.getLogger(ClusteredNode.class);

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private @Nullable RaftNode raft;
    private @Nullable NodeSystem system;

    private ClusteredNode() {}

    /** Starts every part; see {@link NodeAssembly#start}. */
    public static NodeAssembly.Running start(NodeConfiguration configuration) throws NodeStartException {
        ClusteredNode node = new ClusteredNode();
        try {
            node.startParts(configuration);
            return node;
        } catch (CryptoStartException
                | ClusterKeyException
                | RaftStartException
                | NodeSystemException
                | GatewayStartException e) {
            node.close();
            throw new NodeStartException(String.valueOf(e.getMessage()), e);
        } catch (RuntimeException e) {
            node.close();
            throw e;
        }
    }

    private void startParts(NodeConfiguration configuration) throws GatewayStartException {
        CryptoModule crypto = started(CryptoModule.open(
                new CryptoSettings(Optional.of(configuration.crypto().backendsDirectory()))));
        ClusterKey clusterKey = started(ClusterKey.load(configuration.cluster().keyFile()));
        NodeSystemSettings systemSettings = systemSettings(configuration);
        RaftNode raftNode = started(RaftNode.start(raftSettings(configuration)));
        raft = raftNode;
        NodeSystem nodeSystem = started(NodeSystem.start(
                systemSettings,
                new RaftJournalSetup(raftNode, node -> addressOf(systemSettings, node)),
                new SealingSetup(clusterKey)));
        system = nodeSystem;
        HsmNode hsm = started(HsmNode.start(
                nodeSystem,
                new RaftConsensus(raftNode, configuration.cluster().tokenGroups()),
                crypto,
                clusterKey,
                configuration.cluster().slots(),
                configuration.crypto().threads()));
        started(GatewayServer.start(
                GatewaySettings.of(
                                configuration.gateway().socket(),
                                configuration.node().name())
                        .withMaxConnections(configuration.gateway().maxConnections()),
                hsm.service()));
    }

    private <T extends AutoCloseable> T started(T part) {
        parts.push(part);
        return part;
    }

    private static Address addressOf(NodeSystemSettings settings, String node) {
        return settings.addressOf(node)
                .orElseThrow(() -> new IllegalArgumentException("not a node of this cluster: " + node));
    }

    private static RaftSettings raftSettings(NodeConfiguration configuration) {
        NodeConfiguration.Tls tls = configuration.tls();
        return new RaftSettings(
                configuration.cluster().name(),
                configuration.node().name(),
                configuration.cluster().nodes().stream()
                        .map(member -> new RaftPeer(member.name(), member.host(), member.raftPort()))
                        .toList(),
                configuration.cluster().tokenGroups(),
                configuration.node().dataDirectory().resolve("raft"),
                new io.craton.hsm.raft.TlsFiles(tls.ca(), tls.certificate(), tls.privateKey()));
    }

    private static NodeSystemSettings systemSettings(NodeConfiguration configuration) {
        NodeConfiguration.Tls tls = configuration.tls();
        return new NodeSystemSettings(
                configuration.cluster().name(),
                configuration.node().name(),
                configuration.cluster().nodes().stream()
                        .map(member -> new NodeAddress(member.name(), member.host(), member.actorPort()))
                        .toList(),
                new io.craton.hsm.actors.system.TlsFiles(tls.ca(), tls.certificate(), tls.privateKey()));
    }

    @Override
    public boolean serving() {
        return statuses().stream()
                .allMatch(status -> status.alive() && status.leader().isPresent());
    }

    @Override
    public List<NodeReport.Group> groups() {
        return statuses().stream()
                .map(status -> new NodeReport.Group(
                        status.group().toString(),
                        status.role().name(),
                        status.term(),
                        status.leader().orElse(null),
                        status.committedIndex(),
                        status.appliedIndex()))
                .toList();
    }

    @Override
    public List<String> groupsLed() {
        return statuses().stream()
                .filter(status -> status.role() == GroupStatus.Role.LEADER)
                .map(status -> status.group().toString())
                .toList();
    }

    private List<GroupStatus> statuses() {
        RaftNode running = raft;
        return running == null
                ? List.of()
                : running.groups().stream().map(running::status).toList();
    }

    @Override
    public CompletionStage<String> failure() {
        if (system == null) {
            throw new IllegalStateException("not started");
        }
        return system.ended().thenApply(_ -> "the actor system has ended; the node has to be started again");
    }

    @Override
    public void close() {
        while (!parts.isEmpty()) {
            AutoCloseable part = parts.pop();
            try {
                part.close();
            } catch (Exception e) {
                LOG.error("{} did not stop in order: {}", part.getClass().getSimpleName(), e.toString());
            }
        }
    }
}
