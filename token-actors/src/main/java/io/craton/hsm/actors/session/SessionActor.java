package io.craton.hsm.actors.session;

import io.craton.hsm.actors.Consensus;
import io.craton.hsm.core.fault.Fault;
import io.craton.hsm.core.fault.Outcome;
import io.craton.hsm.core.id.SessionHandle;
import io.craton.hsm.core.session.SessionCommand;
import io.craton.hsm.core.session.SessionEvent;
import io.craton.hsm.core.session.SessionMachine;
import io.craton.hsm.core.session.SessionState;
import io.craton.hsm.core.token.Decision;
import io.craton.hsm.core.token.Result;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.typed.BackoffSupervisorStrategy;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.RecoveryCompleted;
import org.apache.pekko.persistence.typed.RecoveryFailed;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.Effect;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.apache.pekko.persistence.typed.javadsl.SignalHandler;

/**
 * One session's objects, event-sourced in the Raft group of its token. When its application turns up on another node, a copy is started there
 * from the journal and writes first; the fence of the journal then refuses this copy's next write, which stops it.
 */
public final class SessionActor extends EventSourcedBehavior<SessionMessage, SessionEvent, SessionState> {
    /**
     * A refusal of the journal ends this copy as it should: the session goes on elsewhere or is over. Whoever watches the actor learns the
     * cause.
     */
    private static final BackoffSupervisorStrategy STOP_QUIETLY = SupervisorStrategy.restartWithBackoff(
                    Duration.ofSeconds(1), Duration.ofSeconds(1), 0)
            .withMaxRestarts(0)
            .withLoggingEnabled(false);

    private final Consensus consensus;
    private final SessionHandle handle;
    private final Optional<String> takeOverBy;
    private final SessionListener listener;
    private final ActorContext<SessionMessage> context;

    /**
     * The actor of {@code handle} in {@code group}.
     *
     * @param takeOverBy this node's name when the session comes from another node
     */
    public static Behavior<SessionMessage> create(
            Consensus consensus,
            SessionHandle handle,
            int group,
            Optional<String> takeOverBy,
            SessionListener listener) {
        return Behaviors.setup(context -> new SessionActor(consensus, handle, group, takeOverBy, listener, context));
    }

    /** Under which {@code handle} persists in {@code group}. */
    public static String persistenceId(Consensus consensus, SessionHandle handle, int group) {
        return consensus.roamingId(group, "session-" + handle.value());
    }

    private SessionActor(
            Consensus consensus,
            SessionHandle handle,
            int group,
            Optional<String> takeOverBy,
            SessionListener listener,
            ActorContext<SessionMessage> context) {
        super(PersistenceId.ofUniqueId(persistenceId(consensus, handle, group)), STOP_QUIETLY);
        this.consensus = consensus;
        this.handle = handle;
        this.takeOverBy = takeOverBy;
        this.listener = listener;
        this.context = context;
    }

    @Override
    public SessionState emptyState() {
        return SessionState.fresh(handle);
    }

    @Override
    public CommandHandler<SessionMessage, SessionEvent, SessionState> commandHandler() {
        return this::handle;
    }

    @Override
    public EventHandler<SessionState, SessionEvent> eventHandler() {
        return SessionMachine::evolve;
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
    public SignalHandler<SessionState> signalHandler() {
        return newSignalHandlerBuilder()
                .onSignal(RecoveryCompleted.instance(), this::recovered)
                .onSignal(
                        RecoveryFailed.class,
                        (_, it) -> context.getLog()
                                .error("session {} cannot be read from the journal", handle.value(), it.getFailure()))
                .onSignal(PostStop.instance(), _ -> listener.stopped())
                .build();
    }

    private void recovered(SessionState state) {
        if (takeOverBy.isEmpty()) {
            listener.changed(state);
        } else {
            context.getSelf()
                    .tell(new SessionMessage.Execute(
                            new SessionCommand.TakeOver(takeOverBy.get()), new CompletableFuture<>()));
        }
    }

    private Effect<SessionEvent, SessionState> handle(SessionState state, SessionMessage message) {
        return switch (message) {
            case SessionMessage.Execute(SessionCommand command, CompletableFuture<Outcome<Result>> answer) ->
                execute(state, command, answer);
            case SessionMessage.Leave _ -> Effect().stop();
        };
    }

    private Effect<SessionEvent, SessionState> execute(
            SessionState state, SessionCommand command, CompletableFuture<Outcome<Result>> answer) {
        return switch (SessionMachine.decide(state, command)) {
            case Decision.Refused<SessionEvent>(Fault fault) ->
                Effect().none().thenRun(_ -> answer.complete(Outcome.refused(fault)));
            case Decision.Repeated<SessionEvent>(Result result) ->
                Effect().none().thenRun(_ -> answer.complete(Outcome.done(result)));
            case Decision.Accepted<SessionEvent>(List<SessionEvent> events, Result result) ->
                Effect().persist(events).thenRun(after -> {
                    listener.changed(after);
                    answer.complete(Outcome.done(result));
                    if (after.ended()) {
                        context.getSelf().tell(SessionMessage.Leave.LEAVE);
                    }
                });
        };
    }
}
