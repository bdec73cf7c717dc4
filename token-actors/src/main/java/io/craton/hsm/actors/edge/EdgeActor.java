package io.craton.hsm.actors.edge;

import io.craton.hsm.actors.Consensus;
import io.craton.hsm.actors.HsmNode;
import io.craton.hsm.actors.session.SessionActor;
import io.craton.hsm.actors.session.SessionMessage;
import io.craton.hsm.actors.token.TokenMessage;
import io.craton.hsm.actors.token.TokenReply;
import io.craton.hsm.core.id.SlotId;
import io.craton.hsm.core.lease.LeaseTerms;
import io.craton.hsm.core.session.SessionCommand;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.ChildFailed;
import org.apache.pekko.actor.typed.Terminated;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One for a node: hosts its session actors, keeps its leases up, and hears what leaders take away. */
final class EdgeActor extends AbstractBehavior<EdgeMessage> {
    private static final Logger LOG = LoggerFactory.getLogger(EdgeActor.class);

    private final EdgeWiring wiring;

    static Behavior<EdgeMessage> create(EdgeWiring wiring) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            timers.startTimerWithFixedDelay(EdgeMessage.Renew.RENEW, LeaseTerms.RENEWAL);
            return new EdgeActor(context, wiring);
        }));
    }

    private EdgeActor(ActorContext<EdgeMessage> context, EdgeWiring wiring) {
        super(context);
        this.wiring = wiring;
    }

    @Override
    public Receive<EdgeMessage> createReceive() {
        return newReceiveBuilder()
                .onAnyMessage(this::handle)
                .onSignal(Terminated.class, this::stopped)
                .build();
    }

    /** A session actor; one that failed was refused by the journal, mostly because it was left behind. */
    private Behavior<EdgeMessage> stopped(Terminated actor) {
        if (actor instanceof ChildFailed failed) {
            Throwable failure = failed.getCause();
            LOG.info(
                    "a session's copy on this node is over: {}",
                    String.valueOf(failure.getCause() == null ? failure : failure.getCause()));
        }
        return this;
    }

    private Behavior<EdgeMessage> handle(EdgeMessage message) {
        switch (message) {
            case EdgeMessage.Revoke it -> revoke(it);
            case EdgeMessage.Evict it -> evict(it);
            case EdgeMessage.Host(EdgeSession session, boolean isTakeOver) -> host(session, isTakeOver);
            case EdgeMessage.Renew _ -> wiring.registry().slotsInUse().forEach(this::renew);
        }
        return this;
    }

    private void revoke(EdgeMessage.Revoke it) {
        if (!wiring.registry().isKnownSlot(it.slot())) {
            LOG.warn(
                    "a leader speaks of slot {}, which this node does not have",
                    it.slot().value());
            return;
        }
        EdgeToken token = wiring.registry().token(it.slot());
        if (token.revoked(it)) {
            it.loggedOut()
                    .forEach(application -> wiring.registry().sessionsOf(application, it.slot()).stream()
                            .filter(session -> !session.ready().isDone()
                                    || !session.state().objects().isEmpty())
                            .forEach(session -> destroyPrivateObjects(session)));
        }
        it.confirmTo()
                .tell(new TokenMessage.ConfirmRevocation(wiring.consensus().self(), token.stamp()));
    }

    private void evict(EdgeMessage.Evict it) {
        if (wiring.registry().isKnownSlot(it.slot())) {
            wiring.registry().sessionsOf(it.application(), it.slot()).stream()
                    .filter(here -> it.session().isEmpty()
                            || here.handle().equals(it.session().get()))
                    .forEach(wiring.registry()::end);
        }
    }

    private static void destroyPrivateObjects(EdgeSession session) {
        var _ = session.execute(new SessionCommand.DestroyPrivateObjects()).whenComplete((outcome, failure) -> {
            if (failure != null) {
                LOG.info(
                        "session {} left before its private objects were destroyed",
                        session.handle().value());
            }
        });
    }

    private void host(EdgeSession session, boolean isTakeOver) {
        Consensus consensus = wiring.consensus();
        ActorRef<SessionMessage> actor = getContext()
                .spawnAnonymous(SessionActor.create(
                        consensus,
                        session.handle(),
                        HsmNode.groupOf(session.handle().slot(), consensus),
                        isTakeOver ? Optional.of(consensus.self()) : Optional.empty(),
                        session));
        getContext().watch(actor);
        session.hostedBy(actor);
    }

    private void renew(SlotId slot) {
        EdgeToken token = wiring.registry().token(slot);
        long asked = System.nanoTime();
        wiring.tokens()
                .askLater(
                        slot,
                        asked + LeaseTerms.RENEWAL.toNanos(),
                        replyTo -> new TokenMessage.RenewLease(
                                wiring.consensus().self(), wiring.incarnation(), token.stamp(), replyTo))
                .whenComplete((reply, failure) -> {
                    if (reply instanceof TokenReply.Renewed(long term, long stamp)) {
                        token.granted(term, stamp, asked);
                    } else if (failure != null) {
                        LOG.debug("the lease of slot {} was not renewed: {}", slot.value(), failure.toString());
                    }
                });
    }
}
