package io.craton.hsm.actors.token;

import io.craton.hsm.actors.Consensus;
import io.craton.hsm.actors.HsmNode;
import io.craton.hsm.actors.session.SessionActor;
import io.craton.hsm.core.id.ApplicationId;
import io.craton.hsm.core.id.SessionHandle;
import io.craton.hsm.core.token.ApplicationState;
import io.craton.hsm.core.token.TokenEvent;
import io.craton.hsm.core.token.TokenState;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the journal forget sessions that have ended, for all tokens that a node leads. It outlives the token actors: what has ended stays ended,
 * whoever leads. Thread-safe.
 */
public final class EndedSessions implements AutoCloseable {
    /** Dropped at once; more wait, so that many endings do not crowd out the changes of applications. */
    static final int AT_ONCE = 64;

    /** Four times the sessions of a full token. What is more is left in the journal. */
    static final int MAX_WAITING = 65_536;

    /** The journal itself looks for the leader for seconds each time. */
    static final int MAX_TRIES = 5;

    /** Before the first try, so that a copy that was writing its last event has done so; and before each further one. */
    private static final Duration PAUSE = Duration.ofSeconds(2);

    private static final Logger LOG = LoggerFactory.getLogger(EndedSessions.class);

    private final Consensus consensus;
    private final Duration pause;
    private final Queue<SessionHandle> waiting = new ArrayDeque<>();
    private int underWay;
    /** Since the last success. */
    private boolean warned;

    private boolean closed;

    public EndedSessions(Consensus consensus) {
        this(consensus, PAUSE);
    }

    EndedSessions(Consensus consensus, Duration pause) {
        this.consensus = consensus;
        this.pause = pause;
    }

    /** The sessions that {@code event} ends, which makes {@code after} of {@code before}. */
    static Collection<SessionHandle> of(TokenState before, TokenEvent event, TokenState after) {
        return switch (event) {
            case TokenEvent.SessionClosed it -> List.of(it.session());
            case TokenEvent.SessionEvicted it -> List.of(it.session());
            case TokenEvent.AllSessionsClosed it ->
                sessions(before, it.cause().request().application());
            case TokenEvent.ApplicationEvicted it -> sessions(before, it.application());
            case TokenEvent.ApplicationDetached it ->
                after.application(it.application()).isPresent() ? List.of() : sessions(before, it.application());
            // A token with sessions is not initialised.
            case TokenEvent.TokenInitialized _,
                    TokenEvent.PinTryCounted _,
                    TokenEvent.PinTryFailed _,
                    TokenEvent.LoggedIn _,
                    TokenEvent.LoggedOut _,
                    TokenEvent.PinSet _,
                    TokenEvent.SessionOpened _,
                    TokenEvent.ApplicationAttached _,
                    TokenEvent.ObjectsCreated _,
                    TokenEvent.ObjectChanged _,
                    TokenEvent.ObjectDestroyed _ -> List.of();
        };
    }

    private static Collection<SessionHandle> sessions(TokenState state, ApplicationId application) {
        return state.application(application)
                .map(ApplicationState::sessions)
                .<Collection<SessionHandle>>map(sessions -> sessions.keySet())
                .orElse(List.of());
    }

    /** Forgets sessions whose end is committed, a little later. */
    void forget(Collection<SessionHandle> ended) {
        if (!ended.isEmpty()) {
            List<SessionHandle> due = List.copyOf(ended);
            later().execute(() -> {
                take(due);
                fill();
            });
        }
    }

    private synchronized void take(List<SessionHandle> due) {
        int room = closed ? 0 : Math.min(due.size(), MAX_WAITING - waiting.size());
        waiting.addAll(due.subList(0, room));
        if (room < due.size() && !closed) {
            LOG.warn("the journals of {} sessions stay: {} wait to be dropped", due.size() - room, waiting.size());
        }
    }

    private void fill() {
        next().forEach(session -> attempt(session, 1));
    }

    private synchronized List<SessionHandle> next() {
        List<SessionHandle> next = new ArrayList<>();
        while (underWay < AT_ONCE && !waiting.isEmpty()) {
            next.add(waiting.remove());
            underWay++;
        }
        return next;
    }

    private void attempt(SessionHandle session, int number) {
        String id = SessionActor.persistenceId(consensus, session, HsmNode.groupOf(session.slot(), consensus));
        CompletionStage<Void> forgotten;
        try {
            forgotten = consensus.forget(id);
        } catch (RuntimeException e) {
            forgotten = CompletableFuture.failedStage(e);
        }
        // Not on the thread of the journal, and not one within the other where the answer is there at once.
        var _ = forgotten.whenCompleteAsync((_, failure) -> answered(session, number, failure));
    }

    private void answered(SessionHandle session, int number, @Nullable Throwable failure) {
        if (mayTryAgain(session, number, failure)) {
            later().execute(() -> attempt(session, number + 1));
        } else {
            fill();
        }
    }

    private synchronized boolean mayTryAgain(SessionHandle session, int number, @Nullable Throwable failure) {
        if (failure == null) {
            warned = false;
        } else if (!closed && number < MAX_TRIES) {
            if (!warned) {
                LOG.warn("ended sessions are not dropped from the journal yet: {}", failure.toString());
                warned = true;
            }
            return true;
        } else {
            LOG.info("the journal of the ended session {} stays: {}", session.value(), failure.toString());
        }
        underWay--;
        return false;
    }

    private Executor later() {
        return CompletableFuture.delayedExecutor(pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** What waits is left to the next leader. */
    @Override
    public synchronized void close() {
        closed = true;
        waiting.clear();
    }
}
