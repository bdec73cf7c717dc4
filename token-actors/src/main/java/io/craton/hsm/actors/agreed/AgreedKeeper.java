package io.craton.hsm.actors.agreed;

import io.craton.hsm.actors.Consensus;
import io.craton.hsm.core.Octets;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.Effect;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.apache.pekko.persistence.typed.javadsl.RetentionCriteria;

/**
 * Keeps one agreed state for one term of the meta group's leadership. The version of the state is the number of its events. What changes
 * nothing is answered after a leadership check that began after the question, so that a deposed leader tells nothing stale; its writes
 * the journal refuses.
 */
final class AgreedKeeper<S, E> extends EventSourcedBehavior<AgreedMessage, E, S> {
    private static final int SNAPSHOT_EVERY = 256;

    private final AgreedKind<S, E> kind;
    private final Consensus consensus;
    private final long term;
    private final ActorContext<AgreedMessage> context;

    static <S, E> Behavior<AgreedMessage> create(AgreedKind<S, E> kind, Consensus consensus, long term) {
        return Behaviors.setup(context -> new AgreedKeeper<>(kind, consensus, term, context));
    }

    private AgreedKeeper(AgreedKind<S, E> kind, Consensus consensus, long term, ActorContext<AgreedMessage> context) {
        super(PersistenceId.ofUniqueId(consensus.residentId(AgreedStates.GROUP, kind.name())));
        this.kind = kind;
        this.consensus = consensus;
        this.term = term;
        this.context = context;
    }

    @Override
    public S emptyState() {
        return kind.blank();
    }

    @Override
    public CommandHandler<AgreedMessage, E, S> commandHandler() {
        return this::handle;
    }

    @Override
    public EventHandler<S, E> eventHandler() {
        return kind.evolve()::apply;
    }

    @Override
    public String journalPluginId() {
        return consensus.journalPluginId();
    }

    @Override
    public String snapshotPluginId() {
        return consensus.snapshotPluginId();
    }

    @Override
    public RetentionCriteria retentionCriteria() {
        return RetentionCriteria.snapshotEvery(SNAPSHOT_EVERY, 2).withDeleteEventsOnSnapshot();
    }

    private Effect<E, S> handle(S state, AgreedMessage message) {
        return switch (message) {
            case AgreedMessage.Read(ActorRef<AgreedReply> replyTo) -> confirm(replyTo);
            case AgreedMessage.Append(long version, List<Octets> events, ActorRef<AgreedReply> replyTo) ->
                version == version() && !events.isEmpty() ? append(events, replyTo) : confirm(replyTo);
            case AgreedMessage.Confirmed(boolean leads, ActorRef<AgreedReply> replyTo) -> {
                if (leads) {
                    replyTo.tell(current(state));
                }
                yield Effect().none();
            }
        };
    }

    private Effect<E, S> append(List<Octets> encoded, ActorRef<AgreedReply> replyTo) {
        List<E> events = encoded.stream()
                .map(event -> kind.eventType().decode().apply(event.toByteArray()))
                .toList();
        long after = version() + events.size();
        return Effect().persist(events).thenRun(_ -> replyTo.tell(new AgreedReply.Appended(after)));
    }

    private Effect<E, S> confirm(ActorRef<AgreedReply> replyTo) {
        context.pipeToSelf(
                consensus.confirmLeadership(AgreedStates.GROUP, term),
                (_, failure) -> new AgreedMessage.Confirmed(failure == null, replyTo));
        return Effect().none();
    }

    private long version() {
        return lastSequenceNumber(context);
    }

    private AgreedReply current(S state) {
        byte[] encoded = kind.stateType().encode().apply(state);
        return encoded.length <= AgreedReply.MAX_STATE_BYTES
                ? new AgreedReply.Current(version(), Octets.wrap(encoded))
                : new AgreedReply.TooLarge();
    }
}
