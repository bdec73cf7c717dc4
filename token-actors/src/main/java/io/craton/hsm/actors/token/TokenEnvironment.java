package io.craton.hsm.actors.token;

import io.craton.hsm.actors.Consensus;
import io.craton.hsm.actors.crypto.CryptoDispatcher;
import io.craton.hsm.actors.edge.EdgeMessage;
import io.craton.hsm.crypto.CryptoModule;
import io.craton.hsm.crypto.seal.ClusterKey;
import java.util.Set;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * What every token actor of a node works with.
 *
 * @param nodes every node of the cluster, which could hold leases
 * @param edges the edge actor of a node, by the node's name
 */
public record TokenEnvironment(
        Consensus consensus,
        CryptoModule crypto,
        ClusterKey clusterKey,
        CryptoDispatcher dispatcher,
        EndedSessions endedSessions,
        Set<String> nodes,
        Function<String, ActorRef<EdgeMessage>> edges) {}
