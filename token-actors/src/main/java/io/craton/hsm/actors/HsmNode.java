package io.craton.hsm.actors;

import io.craton.hsm.actors.admin.ClusterAdmin;
import io.craton.hsm.actors.admin.NodeFacts;
import io.craton.hsm.actors.admin.OperationUse;
import io.craton.hsm.actors.crypto.CryptoDispatcher;
import io.craton.hsm.actors.edge.Edge;
import io.craton.hsm.actors.edge.EdgeMessage;
import io.craton.hsm.actors.edge.TokenClient;
import io.craton.hsm.actors.shard.RouterLimits;
import io.craton.hsm.actors.shard.Shards;
import io.craton.hsm.actors.system.NodeAddress;
import io.craton.hsm.actors.system.NodeSystem;
import io.craton.hsm.actors.token.EndedSessions;
import io.craton.hsm.actors.token.TokenActor;
import io.craton.hsm.actors.token.TokenEnvironment;
import io.craton.hsm.actors.token.TokenMessage;
import io.craton.hsm.core.id.SlotId;
import io.craton.hsm.crypto.CryptoModule;
import io.craton.hsm.crypto.seal.ClusterKey;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;

/** One node's actors, wired: the guardians of the token groups, the edge, and the service a gateway asks. Thread-safe. */
public final class HsmNode implements AutoCloseable {
    private final Shards<TokenMessage> shards;
    private final CryptoDispatcher dispatcher;
    private final EndedSessions endedSessions;
    private final Edge edge;

    private HsmNode(Shards<TokenMessage> shards, CryptoDispatcher dispatcher, EndedSessions endedSessions, Edge edge) {
        this.shards = shards;
        this.dispatcher = dispatcher;
        this.endedSessions = endedSessions;
        this.edge = edge;
    }

    /**
     * Starts the actors on a running system. The caller keeps the parts it passes in and closes them after the node.
     *
     * @param slots equal on every node, 1 to {@link SlotId#MAX_SLOTS}
     */
    public static HsmNode start(
            NodeSystem system,
            Consensus consensus,
            CryptoModule crypto,
            ClusterKey clusterKey,
            int slots,
            int cryptoThreads) {
        CryptoDispatcher dispatcher = CryptoDispatcher.of(cryptoThreads);
        Set<String> nodes =
                system.settings().nodes().stream().map(NodeAddress::name).collect(Collectors.toUnmodifiableSet());
        EndedSessions endedSessions = new EndedSessions(consensus);
        TokenEnvironment environment =
                new TokenEnvironment(consensus, crypto, clusterKey, dispatcher, endedSessions, nodes, edges(system));
        Shards<TokenMessage> shards = Shards.start(
                system,
                consensus,
                IntStream.rangeClosed(1, consensus.tokenGroups()).boxed().collect(Collectors.toUnmodifiableSet()),
                TokenMessage.class,
                (slot, term, readyNanos, _) ->
                        TokenActor.create(environment, slot, groupOf(slot, consensus), term, readyNanos),
                RouterLimits.DEFAULT);
        Edge edge = Edge.start(system, consensus, shards.router(), crypto, clusterKey, dispatcher, slots);
        return new HsmNode(shards, dispatcher, endedSessions, edge);
    }

    /** The token group a slot belongs to. */
    public static int groupOf(SlotId slot, Consensus consensus) {
        return slot.value() % consensus.tokenGroups() + 1;
    }

    private static Function<String, ActorRef<EdgeMessage>> edges(NodeSystem system) {
        ConcurrentHashMap<String, ActorRef<EdgeMessage>> known = new ConcurrentHashMap<>();
        ActorRefResolver resolver = ActorRefResolver.get(system.system());
        return node -> known.computeIfAbsent(node, name -> {
            Address address = system.settings()
                    .addressOf(name)
                    .orElseThrow(() -> new IllegalArgumentException("not a node of this cluster: " + name));
            return resolver.resolveActorRef(address + "/user/" + Edge.ACTOR_NAME);
        });
    }

    /** Starts the administration of the cluster from this node. The caller closes it before the node. */
    public ClusterAdmin startAdmin(NodeSystem system, Consensus consensus, NodeFacts facts, Clock clock) {
        return ClusterAdmin.start(
                system,
                new TokenClient(consensus, shards.router()),
                edge.service().slots(),
                facts,
                clock);
    }

    public HsmService service() {
        return edge.service();
    }

    /** What sessions on this node have done, by mechanism and operation. */
    public List<OperationUse> operations() {
        return edge.operations();
    }

    /** Whether every token answers this node within {@code patience}; waits for it. */
    public boolean tokensAnswer(Duration patience) {
        return edge.tokensAnswer(patience);
    }

    /** Stops serving: pending requests fail, keys are wiped. The actors end with the system. */
    @Override
    public void close() {
        edge.close();
        shards.close();
        endedSessions.close();
        dispatcher.close();
    }
}
