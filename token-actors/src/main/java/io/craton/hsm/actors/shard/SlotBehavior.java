package io.craton.hsm.actors.shard;

import io.craton.hsm.actors.wire.ClusterMessage;
import io.craton.hsm.core.id.SlotId;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;

/** Makes the actor of one token. */
@FunctionalInterface
public interface SlotBehavior<T extends ClusterMessage> {
    /**
     * @param term the term this node leads the token's group in; the actor lives no longer
     * @param readyNanos when leadership became ready, on the clock of {@link System#nanoTime}
     * @param guardian the context of the actor's parent, for its system and log only
     */
    Behavior<T> create(SlotId slot, long term, long readyNanos, ActorContext<ShardMessage> guardian);
}
