package io.craton.hsm.actors.edge;

import io.craton.hsm.actors.Consensus;
import io.craton.hsm.actors.HsmService;
import io.craton.hsm.actors.admin.OperationUse;
import io.craton.hsm.actors.crypto.CryptoDispatcher;
import io.craton.hsm.actors.shard.ShardRouter;
import io.craton.hsm.actors.system.NodeSystem;
import io.craton.hsm.actors.token.TokenMessage;
import io.craton.hsm.core.id.SlotId;
import io.craton.hsm.crypto.CryptoModule;
import io.craton.hsm.crypto.seal.ClusterKey;
import io.craton.hsm.crypto.seal.Purpose;
import io.craton.hsm.crypto.seal.Sealer;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.pekko.actor.typed.ActorRef;

/** A node's edge, wired: leases, sessions, and the service that applications reach through a gateway. Thread-safe. */
public final class Edge implements AutoCloseable {
    /** The edge actor's name, equal on every node, so that leaders find it. */
    public static final String ACTOR_NAME = "edge";

    private static final int INCARNATION_BYTES = 8;

    private final List<EdgeToken> tokens;
    private final SessionService sessions;
    private final HsmService service;
    private final OperationMeter meter;

    private Edge(List<EdgeToken> tokens, SessionService sessions, HsmService service, OperationMeter meter) {
        this.tokens = tokens;
        this.sessions = sessions;
        this.service = service;
        this.meter = meter;
    }

    /** Starts the edge actor of this node. */
    public static Edge start(
            NodeSystem system,
            Consensus consensus,
            ShardRouter<TokenMessage> router,
            CryptoModule crypto,
            ClusterKey clusterKey,
            CryptoDispatcher dispatcher,
            int slots) {
        Sealer transit = clusterKey.sealer(Purpose.LEASE);
        Sealer kept = clusterKey.sealer(Purpose.OBJECT);
        String incarnation = consensus.self() + "/" + randomName(crypto);
        List<EdgeToken> tokens = IntStream.range(0, slots)
                .mapToObj(slot -> new EdgeToken(new SlotId(slot), transit))
                .toList();
        TokenClient client = new TokenClient(consensus, router);
        SessionRegistry registry = new SessionRegistry(client, tokens, kept, incarnation);
        ActorRef<EdgeMessage> actor =
                system.spawn(ACTOR_NAME, EdgeActor.create(new EdgeWiring(consensus, client, registry, incarnation)));
        registry.hostOn(actor);

        SessionService sessions = new SessionService(client, registry, transit, incarnation, slots);
        ObjectAccess access = new ObjectAccess(client, registry, sessions, consensus.self());
        OperationMeter meter = new OperationMeter();
        HsmService service = new EdgeService(
                crypto,
                clusterKey,
                registry,
                sessions,
                new ObjectService(client, registry, sessions, access, crypto),
                new ObjectFinder(client, registry, sessions),
                new ObjectMaker(registry, sessions, access, crypto, dispatcher, transit, kept),
                new DataPlane(registry, access, crypto, dispatcher, meter),
                slots);
        return new Edge(tokens, sessions, service, meter);
    }

    private static String randomName(CryptoModule crypto) {
        byte[] name = new byte[INCARNATION_BYTES];
        crypto.random(name);
        return HexFormat.of().formatHex(name);
    }

    public HsmService service() {
        return service;
    }

    /** What sessions on this node have done, by mechanism and operation. */
    public List<OperationUse> operations() {
        return meter.counts();
    }

    /** Whether every token answers this node within {@code patience}; waits for it. */
    public boolean tokensAnswer(Duration patience) {
        return sessions.views(System.nanoTime() + patience.toNanos()).isDone();
    }

    /** Gives up every lease and wipes every key. */
    @Override
    public void close() {
        tokens.forEach(EdgeToken::clear);
    }
}
