package io.craton.hsm.actors.token;

import io.craton.hsm.core.fault.Fault;
import io.craton.hsm.core.id.SessionHandle;
import io.craton.hsm.core.id.SlotId;
import io.craton.hsm.core.token.Decision;
import io.craton.hsm.core.token.Result;
import io.craton.hsm.core.token.TokenCommand;
import io.craton.hsm.core.token.TokenEvent;
import io.craton.hsm.core.token.TokenMachine;
import io.craton.hsm.core.token.TokenState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.RecoveryCompleted;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.Effect;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.apache.pekko.persistence.typed.javadsl.RetentionCriteria;
import org.apache.pekko.persistence.typed.javadsl.SignalHandler;

/**
 * One token, for one term of its group's leadership. Changes that arrive while others are being persisted are decided together and
 * committed as one write; every answer comes after the commit. What changes nothing is answered after a leadership check that began
 * after the question arrived, so that an answer of a deposed leader cannot be stale. The journal refuses the writes of one that does not
 * know yet that it is deposed, which stops it.
 */
public final class TokenActor extends EventSourcedBehavior<TokenMessage, TokenEvent, TokenState> {
    private static final int MAX_BATCH = 256;
    /** Events after which earlier ones are deleted. */
    private static final int CLEAN_EVERY = 5_000;

    /** A new leader reads at most so many events, or an eighth as many as the token has objects, before it can answer. */
    private static final int SNAPSHOT_EVERY = 256;

    private static final int OBJECTS_PER_EVENT = 8;
    /** While a revocation waits; nothing is looked after more often than it matters. */
    private static final Duration TICK = Duration.ofMillis(50);

    private static final Duration ORPHAN_INTERVAL = Duration.ofSeconds(30);

    /** A change that waits to be decided, and what follows its commit. */
    private record Pending(Function<TokenState, Decision<TokenEvent>> decide, BiConsumer<TokenState, Decided> next) {}

    /**
     * What came of a change.
     *
     * @param tookAway whether it took something from lease holders, so that its answer has to wait for them
     */
    record Decided(Decision<TokenEvent> decision, boolean tookAway) {}

    private final TokenEnvironment environment;
    private final SlotId slot;
    private final int group;
    private final long term;
    private final long readyNanos;
    private final long startedNanos = System.nanoTime();
    private final ActorContext<TokenMessage> context;
    private final ObjectVault vault;
    private final Revocations revocations;
    private final PinDesk pins;
    private final TokenReader reader;
    private final TokenAdministration administration;
    private final Orphans orphans;
    private final TimerScheduler<TokenMessage> timers;
    private final List<Pending> pending = new ArrayList<>();
    /** By events that were read at the start, whose predecessor may not have come to it, or are being persisted. */
    private final List<SessionHandle> ended = new ArrayList<>();

    /**
     * The actor of {@code slot}'s token in {@code group}.
     *
     * @param readyNanos when this node became the group's ready leader in {@code term}
     */
    public static Behavior<TokenMessage> create(
            TokenEnvironment environment, SlotId slot, int group, long term, long readyNanos) {
        return Behaviors.setup(context -> Behaviors.withTimers(
                timers -> new TokenActor(environment, slot, group, term, readyNanos, context, timers)));
    }

    private TokenActor(
            TokenEnvironment environment,
            SlotId slot,
            int group,
            long term,
            long readyNanos,
            ActorContext<TokenMessage> context,
            TimerScheduler<TokenMessage> timers) {
        super(PersistenceId.ofUniqueId(environment.consensus().residentId(group, "token-" + slot.value())));
        this.environment = environment;
        this.slot = slot;
        this.group = group;
        this.term = term;
        this.readyNanos = readyNanos;
        this.context = context;
        this.vault = new ObjectVault(slot, environment.clusterKey());
        this.revocations =
                new Revocations(slot, term, readyNanos, environment.nodes(), environment.edges(), context.getSelf());
        this.pins = new PinDesk(slot, environment.crypto(), environment.clusterKey(), vault, new PinHost());
        this.reader = new TokenReader(term, vault, revocations);
        this.administration = new TokenAdministration(vault, reader);
        this.orphans = new Orphans(readyNanos);
        this.timers = timers;
        timers.startTimerWithFixedDelay(TokenMessage.Internal.FindOrphans.FIND_ORPHANS, ORPHAN_INTERVAL);
    }

    @Override
    public TokenState emptyState() {
        return TokenState.blank(slot);
    }

    @Override
    public CommandHandler<TokenMessage, TokenEvent, TokenState> commandHandler() {
        return this::handle;
    }

    @Override
    public EventHandler<TokenState, TokenEvent> eventHandler() {
        return (state, event) -> {
            TokenState after = TokenMachine.evolve(state, event);
            ended.addAll(EndedSessions.of(state, event, after));
            return after;
        };
    }

    @Override
    public String journalPluginId() {
        return environment.consensus().journalPluginId();
    }

    @Override
    public String snapshotPluginId() {
        return environment.consensus().snapshotPluginId();
    }

    @Override
    public RetentionCriteria retentionCriteria() {
        return RetentionCriteria.snapshotEvery(CLEAN_EVERY, 2).withDeleteEventsOnSnapshot();
    }

    @Override
    public boolean shouldSnapshot(TokenState state, TokenEvent event, long sequenceNumber) {
        return sequenceNumber % Math.max(SNAPSHOT_EVERY, state.objects().size() / OBJECTS_PER_EVENT) == 0;
    }

    @Override
    public SignalHandler<TokenState> signalHandler() {
        return newSignalHandlerBuilder()
                .onSignal(RecoveryCompleted.instance(), this::recovered)
                .onSignal(PostStop.instance(), _ -> vault.close())
                .build();
    }

    private void recovered(TokenState state) {
        forgetEnded();
        context.getLog()
                .info(
                        "slot {} is led here in term {}: {} objects, {} applications, read in {} ms, {} ms after the election",
                        slot.value(),
                        term,
                        state.objects().size(),
                        state.applications().size(),
                        millisSince(startedNanos),
                        millisSince(readyNanos));
    }

    private static long millisSince(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanos);
    }

    private Effect<TokenEvent, TokenState> handle(TokenState state, TokenMessage message) {
        switch (message) {
            case TokenMessage.Change it ->
                enqueue(it.command(), answering(Takings.takesAway(it.command()), it.replyTo()));
            case TokenMessage.InitializeToken it -> pins.initialize(state, it);
            case TokenMessage.LogIn it -> pins.logIn(state, it);
            case TokenMessage.SetUserPin it -> pins.setUserPin(state, it);
            case TokenMessage.ChangePin it -> pins.changePin(state, it);
            case TokenMessage.ChangeAttributes it ->
                enqueue(now -> reader.changed(now, it), answering(true, it.replyTo()));
            case TokenMessage.AttachSession it ->
                enqueue(
                        new TokenCommand.Attach(it.application(), it.session(), it.node()),
                        (now, decided) -> it.replyTo().tell(reader.attached(now, it, decided.decision())));
            case TokenMessage.View it -> whileLeading(now -> it.replyTo().tell(reader.view(now)));
            case TokenMessage.FindObjects it -> whileLeading(now -> it.replyTo().tell(reader.find(now, it)));
            case TokenMessage.ReadSession it -> whileLeading(now -> it.replyTo().tell(reader.session(now, it)));
            case TokenMessage.LeaseObject it -> lease(state, it);
            case TokenMessage.RenewLease it -> {
                orphans.heard(it.incarnation(), System.nanoTime());
                whileLeading(now -> it.replyTo().tell(reader.renew(now, it)));
            }
            case TokenMessage.Administrative it ->
                whileLeading(now -> it.replyTo().tell(administration.answer(now, it)));
            case TokenMessage.ConfirmRevocation it -> revocations.confirmed(it.node(), it.stamp(), System.nanoTime());
            case TokenMessage.Internal.Flush _ -> {
                return flush(state);
            }
            case TokenMessage.Internal.Tick _ -> tick();
            case TokenMessage.Internal.FindOrphans _ -> detachOrphans(state);
            case TokenMessage.Internal.Continue it -> it.next().accept(state);
        }
        return Effect().none();
    }

    /**
     * An object that is there is told at once to a node that has a lease: it takes it in only under a lease of this term and stamp, and while one
     * is valid nothing is taken away. That an object is not there, and a lease, need the certainty that this node leads.
     */
    private void lease(TokenState state, TokenMessage.LeaseObject it) {
        TokenReply reply = reader.object(state, it);
        if (!it.needsLease() && reply instanceof TokenReply.LeasedObject) {
            it.replyTo().tell(reply);
        } else {
            whileLeading(now -> it.replyTo().tell(reader.lease(now, it)));
        }
    }

    /** Adds a change to those that the next write carries. */
    private void enqueue(TokenCommand command, BiConsumer<TokenState, Decided> next) {
        enqueue(state -> TokenMachine.decide(state, sealedForGood(command, state)), next);
    }

    private void enqueue(Function<TokenState, Decision<TokenEvent>> decide, BiConsumer<TokenState, Decided> next) {
        pending.add(new Pending(decide, next));
        if (pending.size() == 1) {
            context.getSelf().tell(TokenMessage.Internal.Flush.FLUSH);
        }
    }

    /** Decides the waiting changes in order, each on the state the one before leaves, and persists all their events as one write. */
    private Effect<TokenEvent, TokenState> flush(TokenState state) {
        List<Pending> batch = new ArrayList<>(pending.subList(0, Math.min(pending.size(), MAX_BATCH)));
        pending.subList(0, batch.size()).clear();
        if (!pending.isEmpty()) {
            context.getSelf().tell(TokenMessage.Internal.Flush.FLUSH);
        }
        List<TokenEvent> events = new ArrayList<>();
        List<Decided> decisions = new ArrayList<>(batch.size());
        Takings takings = new Takings();
        TokenState folded = state;
        for (Pending next : batch) {
            Decision<TokenEvent> decision = next.decide().apply(folded);
            boolean tookAway = false;
            if (decision instanceof Decision.Accepted<TokenEvent>(List<TokenEvent> happened, Result _)) {
                for (TokenEvent event : happened) {
                    TokenState after = TokenMachine.evolve(folded, event);
                    tookAway |= takings.add(folded, event, after);
                    folded = after;
                }
                events.addAll(happened);
            }
            decisions.add(new Decided(decision, tookAway));
        }
        if (events.isEmpty()) {
            whileLeading(now -> complete(batch, decisions, now));
            return Effect().none();
        }
        return Effect().persist(events).thenRun(now -> {
            vault.happened(events, now);
            Evictions.announce(events, slot, environment);
            takings.taken().ifPresent(taken -> revocations.announce(taken, System.nanoTime()));
            forgetEnded();
            complete(batch, decisions, now);
            watchRevocations();
        });
    }

    private void forgetEnded() {
        environment.endedSessions().forget(ended);
        ended.clear();
    }

    private TokenCommand sealedForGood(TokenCommand command, TokenState state) {
        return command instanceof TokenCommand.CreateObjects it
                ? new TokenCommand.CreateObjects(
                        it.cause(),
                        it.session(),
                        it.objects().stream()
                                .map(object -> vault.reseal(object, state))
                                .toList())
                : command;
    }

    private static void complete(List<Pending> batch, List<Decided> decisions, TokenState now) {
        for (int i = 0; i < batch.size(); i++) {
            batch.get(i).next().accept(now, decisions.get(i));
        }
    }

    /**
     * Answers a change; one that took something away only when nobody can use it any more.
     *
     * @param takesAway whether changes of this kind do, for repeats, whose first time is not known here
     */
    private BiConsumer<TokenState, Decided> answering(boolean takesAway, ActorRef<TokenReply> replyTo) {
        return (state, decided) -> {
            TokenReply reply = replyOf(decided.decision());
            boolean repeated = decided.decision() instanceof Decision.Repeated<TokenEvent>;
            whenSafe(state, decided.tookAway() || repeated && takesAway, () -> replyTo.tell(reply));
        };
    }

    /** Runs {@code answer}, where {@code mustSettle} only once nobody can use any more what was taken away until now. */
    private void whenSafe(TokenState state, boolean mustSettle, Runnable answer) {
        if (mustSettle) {
            revocations.whenSettled(state.stamp(), System.nanoTime(), answer);
            watchRevocations();
        } else {
            answer.run();
        }
    }

    /** Ticks as long as a revocation waits. */
    private void watchRevocations() {
        if (!revocations.isIdle() && !timers.isTimerActive(TokenMessage.Internal.Tick.TICK)) {
            timers.startSingleTimer(TokenMessage.Internal.Tick.TICK, TICK);
        }
    }

    static TokenReply replyOf(Decision<TokenEvent> decision) {
        return switch (decision) {
            case Decision.Accepted<TokenEvent>(List<TokenEvent> _, Result result) -> replyOf(result);
            case Decision.Repeated<TokenEvent>(Result result) -> replyOf(result);
            case Decision.Refused<TokenEvent>(Fault fault) -> new TokenReply.Refusal(fault);
        };
    }

    static TokenReply replyOf(Result result) {
        return result instanceof Result.Failed(Fault fault)
                ? new TokenReply.Refusal(fault)
                : new TokenReply.Answer(result);
    }

    private void tick() {
        revocations.tick(System.nanoTime());
        watchRevocations();
    }

    private void detachOrphans(TokenState state) {
        orphans.detachments(state, System.nanoTime()).forEach(detach -> enqueue(detach, (_, _) -> {}));
    }

    /**
     * Runs {@code action} with the then present state once it is certain that this node led in this term after now. Where it did not, nothing is
     * answered: whoever asked finds the new leader.
     */
    private void whileLeading(Consumer<TokenState> action) {
        context.pipeToSelf(
                environment.consensus().confirmLeadership(group, term),
                (_, failure) -> new TokenMessage.Internal.Continue(failure == null ? action : _ -> {}));
    }

    /** How the PIN desk works through this actor. */
    private final class PinHost implements PinDesk.Host {
        @Override
        public void change(TokenCommand command, BiConsumer<TokenState, Decided> next) {
            enqueue(command, next);
        }

        @Override
        public <T> void continueWith(CompletionStage<T> work, BiConsumer<TokenState, T> next, Runnable failed) {
            context.pipeToSelf(
                    work,
                    (done, failure) -> new TokenMessage.Internal.Continue(state -> {
                        if (failure != null) {
                            context.getLog().error("a PIN could not be worked on: {}", failure.toString());
                            failed.run();
                        } else {
                            next.accept(state, done);
                        }
                    }));
        }

        @Override
        public void whenSafe(TokenState state, boolean mustSettle, Runnable answer) {
            TokenActor.this.whenSafe(state, mustSettle, answer);
        }

        @Override
        public <T> CompletionStage<T> offload(Duration delay, Supplier<T> work) {
            if (delay.isZero()) {
                return environment.dispatcher().submit(work);
            }
            return CompletableFuture.supplyAsync(
                            () -> work, CompletableFuture.delayedExecutor(delay.toNanos(), TimeUnit.NANOSECONDS))
                    .thenCompose(environment.dispatcher()::submit);
        }
    }
}
