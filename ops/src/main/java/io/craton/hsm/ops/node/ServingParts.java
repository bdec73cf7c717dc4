package io.craton.hsm.ops.node;

import io.craton.hsm.actors.HsmNode;
import io.craton.hsm.actors.HsmService;
import io.craton.hsm.actors.admin.AdminService;
import io.craton.hsm.actors.admin.ClusterAdmin;
import io.craton.hsm.actors.admin.NodeFacts;
import io.craton.hsm.actors.admin.OperationUse;
import io.craton.hsm.actors.agreed.AgreedStates;
import io.craton.hsm.actors.journal.SealingSetup;
import io.craton.hsm.actors.system.NodeAddress;
import io.craton.hsm.actors.system.NodeSystem;
import io.craton.hsm.actors.system.NodeSystemException;
import io.craton.hsm.actors.system.NodeSystemSettings;
import io.craton.hsm.actors.system.TlsFiles;
import io.craton.hsm.auth.state.OperatorState;
import io.craton.hsm.crypto.CryptoModule;
import io.craton.hsm.crypto.seal.ClusterKey;
import io.craton.hsm.gateway.GatewayMetrics;
import io.craton.hsm.gateway.GatewayServer;
import io.craton.hsm.gateway.GatewaySettings;
import io.craton.hsm.gateway.GatewayStartException;
import io.craton.hsm.ops.config.NodeConfiguration;
import io.craton.hsm.ops.operators.AgreedOperators;
import io.craton.hsm.ops.operators.OperatorDesk;
import io.craton.hsm.ops.operators.OperatorDesks;
import io.craton.hsm.raft.JournalRouter;
import io.craton.hsm.raft.RaftJournalSetup;
import io.craton.hsm.raft.RaftNode;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.typed.javadsl.Adapter;

/**
 * What answers applications: the actor system, the actors in it, and the gateway. They stand and fall together, and can be started
 * anew over the same Raft node. Thread-safe.
 */
final class ServingParts implements AutoCloseable {
    private final NodeSystem system;
    private final HsmNode node;
    private final ClusterAdmin admin;
    private final AgreedStates agreed;
    private final AgreedOperators operators;
    private final OperatorDesk desk;
    private final GatewayServer gateway;

    private ServingParts(
            NodeSystem system,
            HsmNode node,
            ClusterAdmin admin,
            AgreedStates agreed,
            AgreedOperators operators,
            OperatorDesk desk,
            GatewayServer gateway) {
        this.system = system;
        this.node = node;
        this.admin = admin;
        this.agreed = agreed;
        this.operators = operators;
        this.desk = desk;
        this.gateway = gateway;
    }

    /** The caller keeps what it passes in. */
    static ServingParts start(
            NodeConfiguration configuration, RaftNode raft, CryptoModule crypto, ClusterKey clusterKey, NodeFacts facts)
            throws NodeStartException {
        NodeSystemSettings settings = settings(configuration);
        try (Unwinding started = new Unwinding()) {
            NodeSystem system = started.add(NodeSystem.start(
                    settings,
                    new RaftJournalSetup(raft, name -> address(settings, name)),
                    new SealingSetup(clusterKey, AgreedOperators.KIND.stateType(), AgreedOperators.KIND.eventType())));
            RaftConsensus consensus = new RaftConsensus(
                    raft,
                    JournalRouter.get(Adapter.toClassic(system.system())),
                    configuration.cluster().tokenGroups());
            HsmNode node = started.add(HsmNode.start(
                    system,
                    consensus,
                    crypto,
                    clusterKey,
                    configuration.cluster().slots(),
                    configuration.crypto().threads()));
            ClusterAdmin admin = started.add(node.startAdmin(system, consensus, facts, Clock.systemUTC()));
            AgreedStates agreed = started.add(AgreedStates.start(system, consensus, List.of(AgreedOperators.KIND)));
            AgreedOperators operators = new AgreedOperators(agreed.state(AgreedOperators.KIND));
            OperatorDesk desk = started.add(OperatorDesks.open(configuration, operators, clusterKey, crypto.secrets()));
            GatewayServer gateway = GatewayServer.start(
                    GatewaySettings.of(configuration.gateway().socket(), raft.name())
                            .withMaxConnections(configuration.gateway().maxConnections()),
                    node.service());
            started.keep();
            return new ServingParts(system, node, admin, agreed, operators, desk, gateway);
        } catch (NodeSystemException | GatewayStartException | IOException | IllegalArgumentException e) {
            throw new NodeStartException(String.valueOf(e.getMessage()), e);
        }
    }

    /** Whether every token answers this node within {@code patience}; waits for it. */
    boolean tokensAnswer(Duration patience) {
        return node.tokensAnswer(patience);
    }

    /** Completes when the actor system has ended: by {@link #close}, or because the others took this node for lost. */
    CompletionStage<Void> ended() {
        return system.ended();
    }

    HsmService service() {
        return node.service();
    }

    AdminService admin() {
        return admin;
    }

    OperatorState operators() {
        return operators;
    }

    OperatorDesk desk() {
        return desk;
    }

    List<OperationUse> operations() {
        return node.operations();
    }

    GatewayMetrics gatewayMetrics() {
        return gateway.metrics();
    }

    @Override
    public void close() {
        gateway.close();
        desk.close();
        agreed.close();
        admin.close();
        node.close();
        system.close();
    }

    private static NodeSystemSettings settings(NodeConfiguration configuration) {
        NodeConfiguration.Tls tls = configuration.tls();
        return new NodeSystemSettings(
                configuration.cluster().name(),
                configuration.node().name(),
                configuration.cluster().nodes().stream()
                        .map(member -> new NodeAddress(member.name(), member.host(), member.actorPort()))
                        .toList(),
                new TlsFiles(tls.ca(), tls.certificate(), tls.privateKey()));
    }

    private static Address address(NodeSystemSettings settings, String node) {
        return settings.addressOf(node)
                .orElseThrow(() -> new IllegalArgumentException("no node of this cluster is named " + node));
    }
}
