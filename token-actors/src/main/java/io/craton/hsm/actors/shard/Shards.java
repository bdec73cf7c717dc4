package io.craton.hsm.actors.shard;

import io.craton.hsm.actors.Consensus;
import io.craton.hsm.actors.system.NodeSystem;
import io.craton.hsm.actors.wire.ClusterMessage;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;

/** A node's guardians, one for each of some groups, told of leadership as it changes; and the router to those of all nodes. */
public final class Shards<T extends ClusterMessage> implements AutoCloseable {
    private final ShardRouter<T> router;

    private Shards(ShardRouter<T> router) {
        this.router = router;
    }

    /**
     * Starts the guardians and listens to {@code consensus}.
     *
     * @param groups those whose leader has actors of this kind
     * @param messageType what these are asked; guardians drop anything else
     * @param behavior makes an actor; called by guardians, on their threads
     */
    public static <T extends ClusterMessage> Shards<T> start(
            NodeSystem node,
            Consensus consensus,
            Set<Integer> groups,
            Class<T> messageType,
            SlotBehavior<T> behavior,
            RouterLimits limits) {
        Map<Integer, ActorRef<ShardMessage>> guardians = new HashMap<>();
        for (int group : groups) {
            guardians.put(
                    group,
                    node.spawn(ShardGuardian.nameOf(group), ShardGuardian.of(group, consensus, messageType, behavior)));
        }
        consensus.addListener(new Reign(Map.copyOf(guardians)));
        GuardianDirectory directory = new GuardianDirectory(
                consensus.self(), guardians, node.settings()::addressOf, ActorRefResolver.get(node.system()));
        return new Shards<>(new ShardRouter<>(node.system(), consensus, directory, limits));
    }

    public ShardRouter<T> router() {
        return router;
    }

    /** Fails pending asks. The guardians end with the node's actor system. */
    @Override
    public void close() {
        router.close();
    }

    /** Passes leadership of these groups on. */
    private record Reign(Map<Integer, ActorRef<ShardMessage>> guardians) implements Consensus.Listener {
        @Override
        public void leaderReady(int group, long term) {
            tell(group, new ShardGuardian.LeaderReady(term, System.nanoTime()));
        }

        @Override
        public void leadershipLost(int group) {
            tell(group, new ShardGuardian.LeadershipLost());
        }

        private void tell(int group, ShardMessage message) {
            ActorRef<ShardMessage> guardian = guardians.get(group);
            if (guardian != null) {
                guardian.tell(message);
            }
        }
    }
}
