package io.craton.hsm.actors.agreed;

import io.craton.hsm.actors.shard.Askable;
import io.craton.hsm.actors.wire.ClusterMessage;
import io.craton.hsm.core.Octets;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;

/** What the keeper of an agreed state understands. Events and states travel in their persisted encoding, sealed on the way by TLS. */
public sealed interface AgreedMessage extends ClusterMessage {
    record Read(ActorRef<AgreedReply> replyTo) implements AgreedMessage, Askable {}

    /** Makes these events part of the state if {@code version} is its latest. */
    record Append(long version, List<Octets> events, ActorRef<AgreedReply> replyTo) implements AgreedMessage, Askable {}

    /** The keeper to itself, about a question: whether it may be answered. */
    record Confirmed(boolean leads, ActorRef<AgreedReply> replyTo) implements AgreedMessage {}
}
