package io.craton.hsm.actors.shard;

import io.craton.hsm.actors.Consensus;
import io.craton.hsm.actors.wire.ClusterMessage;
import io.craton.hsm.core.id.SlotId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;

/**
 * The parent of a group's token actors on one node. It serves while the node is the group's ready leader: it makes a token's actor at
 * the first message for it and again at the next message after one stopped. The moment leadership or its term changes, all of them
 * are stopped; until an old one is gone, no new one is made for its slot.
 */
final class ShardGuardian<T extends ClusterMessage> extends AbstractBehavior<ShardMessage> {
    /** This node leads and has applied everything before. */
    record LeaderReady(long term, long readyNanos) implements ShardMessage {}

    record LeadershipLost() implements ShardMessage {}

    /** The actor of {@code slot} has ended, asked to or not. */
    record TokenStopped(int slot, ActorRef<?> token) implements ShardMessage {}

    private final int group;
    private final Consensus consensus;
    private final Class<T> messageType;
    private final SlotBehavior<T> behavior;

    /** Those that serve: empty unless {@link #reign} is set. */
    private final Map<Integer, ActorRef<T>> tokens = new HashMap<>();

    /** Those asked to stop and not yet gone, at most one for a slot. */
    private final Set<ActorRef<?>> leaving = new HashSet<>();

    private final Set<Integer> leavingSlots = new HashSet<>();
    private Optional<LeaderReady> reign = Optional.empty();

    /** Names of actors are used once: a stopped one keeps its own until it is gone. */
    private long made;

    private ShardGuardian(
            ActorContext<ShardMessage> context,
            int group,
            Consensus consensus,
            Class<T> messageType,
            SlotBehavior<T> behavior) {
        super(context);
        this.group = group;
        this.consensus = consensus;
        this.messageType = messageType;
        this.behavior = behavior;
    }

    static <T extends ClusterMessage> Behavior<ShardMessage> of(
            int group, Consensus consensus, Class<T> messageType, SlotBehavior<T> behavior) {
        return Behaviors.setup(context -> new ShardGuardian<>(context, group, consensus, messageType, behavior));
    }

    /** The guardian's name under {@code /user}, equal on every node. */
    static String nameOf(int group) {
        return "shard-" + group;
    }

    @Override
    public Receive<ShardMessage> createReceive() {
        return newReceiveBuilder().onAnyMessage(this::on).build();
    }

    private Behavior<ShardMessage> on(ShardMessage message) {
        switch (message) {
            case ToSlot(int slot, ClusterMessage payload) -> deliver(slot, payload);
            case LeaderReady ready -> begin(ready);
            case LeadershipLost() -> end();
            case TokenStopped(int slot, ActorRef<?> token) -> forget(slot, token);
        }
        return this;
    }

    private void begin(LeaderReady ready) {
        if (reign.isPresent() && reign.get().term() == ready.term()) {
            return;
        }
        end();
        reign = Optional.of(ready);
    }

    private void end() {
        reign = Optional.empty();
        tokens.forEach((slot, token) -> {
            leaving.add(token);
            leavingSlots.add(slot);
            getContext().stop(token);
        });
        tokens.clear();
    }

    private void forget(int slot, ActorRef<?> token) {
        if (leaving.remove(token)) {
            leavingSlots.remove(slot);
        } else {
            tokens.remove(slot, token);
        }
    }

    private void deliver(int slot, ClusterMessage payload) {
        if (!messageType.isInstance(payload) || slot < 0 || slot >= SlotId.MAX_SLOTS) {
            getContext().getLog().warn("group {}: message for slot {} refused: {}", group, slot, payload.getClass());
            return;
        }
        if (reign.isEmpty()) {
            refuse(payload, consensus.leader(group));
        } else if (leavingSlots.contains(slot)) {
            refuse(payload, Optional.empty());
        } else {
            tokens.computeIfAbsent(slot, absent -> make(absent, reign.get())).tell(messageType.cast(payload));
        }
    }

    private ActorRef<T> make(int slot, LeaderReady ready) {
        Behavior<T> token = behavior.create(new SlotId(slot), ready.term(), ready.readyNanos(), getContext());
        made++;
        ActorRef<T> made = getContext().spawn(token, "slot-" + slot + "-" + ready.term() + "-" + this.made);
        getContext().watchWith(made, new TokenStopped(slot, made));
        return made;
    }

    private void refuse(ClusterMessage payload, Optional<String> leader) {
        if (payload instanceof Askable askable) {
            askable.replyTo().<NotLeader>unsafeUpcast().tell(new NotLeader(group, leader));
        }
    }
}
