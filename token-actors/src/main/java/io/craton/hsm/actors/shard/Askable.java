package io.craton.hsm.actors.shard;

import org.apache.pekko.actor.typed.ActorRef;

/**
 * A message that waits for an answer. Whoever is at {@code replyTo} also accepts {@link NotLeader}, as the {@link ShardRouter}'s
 * references do: a guardian that does not serve answers so.
 */
public interface Askable {
    ActorRef<?> replyTo();
}
