package io.craton.hsm.actors.edge;

import io.craton.hsm.actors.Call;
import io.craton.hsm.actors.token.TokenMessage;
import io.craton.hsm.actors.token.TokenReply;
import io.craton.hsm.core.fault.Fault;
import io.craton.hsm.core.fault.Outcome;
import io.craton.hsm.core.id.ApplicationId;
import io.craton.hsm.core.id.ObjectHandle;
import io.craton.hsm.core.id.SessionHandle;
import io.craton.hsm.core.id.SlotId;
import io.craton.hsm.core.session.SessionCommand;
import io.craton.hsm.core.token.Result;
import io.craton.hsm.crypto.seal.Sealer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.actor.typed.ActorRef;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sessions that live on this node. One that is asked for and is not here is brought here: the token's leader confirms that it exists and is
 * the application's, and its actor is started again from the journal. Thread-safe.
 */
final class SessionRegistry {
    private static final Logger LOG = LoggerFactory.getLogger(SessionRegistry.class);

    private final TokenClient tokens;
    private final List<EdgeToken> edgeTokens;
    private final Sealer objectSealer;
    private final String incarnation;
    private final CompletableFuture<ActorRef<EdgeMessage>> edge = new CompletableFuture<>();
    private final Map<SessionHandle, EdgeSession> sessions = new ConcurrentHashMap<>();
    private final Map<SessionHandle, CompletableFuture<Outcome<EdgeSession>>> arriving = new ConcurrentHashMap<>();
    /** Where applications have had sessions here: their tokens remember them until they have left. */
    private final Map<ApplicationId, Set<SlotId>> visited = new ConcurrentHashMap<>();
    /** Sessions of applications that have come from another node, which have not been brought here. */
    private final Map<SessionHandle, ApplicationId> elsewhere = new ConcurrentHashMap<>();

    SessionRegistry(TokenClient tokens, List<EdgeToken> edgeTokens, Sealer objectSealer, String incarnation) {
        this.tokens = tokens;
        this.edgeTokens = edgeTokens;
        this.objectSealer = objectSealer;
        this.incarnation = incarnation;
    }

    /** The actor that starts session actors; told once, before the first session. */
    void hostOn(ActorRef<EdgeMessage> actor) {
        edge.complete(actor);
    }

    boolean isKnownSlot(SlotId slot) {
        return slot.value() < edgeTokens.size();
    }

    EdgeToken token(SlotId slot) {
        return edgeTokens.get(slot.value());
    }

    /** Slots whose applications are connected here, whose leases are to be kept up. */
    Set<SlotId> slotsInUse() {
        Set<SlotId> slots = ConcurrentHashMap.newKeySet();
        sessions.keySet().forEach(handle -> slots.add(handle.slot()));
        elsewhere.keySet().forEach(handle -> slots.add(handle.slot()));
        return slots;
    }

    List<EdgeSession> sessionsOf(ApplicationId application, SlotId slot) {
        List<EdgeSession> found = new ArrayList<>();
        for (EdgeSession session : sessions.values()) {
            if (session.application().equals(application)
                    && session.handle().slot().equals(slot)) {
                found.add(session);
            }
        }
        return found;
    }

    List<EdgeSession> sessionsOf(ApplicationId application) {
        return sessions.values().stream()
                .filter(session -> session.application().equals(application))
                .toList();
    }

    /**
     * The application's sessions in a slot with their objects. Every one is brought here if need be: an application that has lost its node goes
     * on with some session, and has not lost the others.
     */
    Outcome<List<EdgeSession>> all(Call call, SlotId slot) {
        List<SessionHandle> missing = elsewhere.entrySet().stream()
                .filter(entry -> entry.getValue().equals(call.application())
                        && entry.getKey().slot().equals(slot))
                .map(Map.Entry::getKey)
                .toList();
        try (ExecutorService arrivals = Executors.newVirtualThreadPerTaskExecutor()) {
            missing.forEach(handle -> arrivals.execute(() -> session(call, handle)));
        }
        if (missing.stream().anyMatch(elsewhere::containsKey)) {
            return Outcome.refused(Fault.DEVICE_ERROR);
        }
        List<EdgeSession> here = sessionsOf(call.application(), slot);
        for (EdgeSession session : here) {
            // One that ends meanwhile has no objects any more.
            if (awaitReady(session, call) instanceof Outcome.Refused<EdgeSession>(Fault fault) && session.isOpen()) {
                return Outcome.refused(fault);
            }
        }
        return Outcome.done(here);
    }

    /** Forgets an application that has left; answers the slots it has been in here. */
    Set<SlotId> gone(ApplicationId application) {
        elsewhere.values().removeIf(application::equals);
        Set<SlotId> slots = visited.remove(application);
        return slots == null ? Set.of() : slots;
    }

    /** Starts the actor of a session that was just opened. */
    EdgeSession opened(SessionHandle handle, ApplicationId application, boolean readWrite) {
        return host(handle, application, readWrite, false);
    }

    void closed(EdgeSession session) {
        sessions.remove(session.handle(), session);
    }

    /** Ends a session's actor; what it persisted is dropped by the token's leader. */
    void end(EdgeSession session) {
        closed(session);
        session.leave();
    }

    /** The application's session, brought here if need be. Its own objects may come later: {@link EdgeSession#ready}. */
    Outcome<EdgeSession> session(Call call, SessionHandle handle) {
        EdgeSession here = sessions.get(handle);
        if (here != null && here.isOpen()) {
            return here.application().equals(call.application())
                    ? Outcome.done(here)
                    : Outcome.refused(Fault.SESSION_HANDLE_INVALID);
        }
        if (!handle.isWellFormed() || !isKnownSlot(handle.slot())) {
            return Outcome.refused(Fault.SESSION_HANDLE_INVALID);
        }
        return arrive(call, handle);
    }

    /** The session that owns a session object the application uses. */
    Outcome<EdgeSession> owner(Call call, SlotId slot, ObjectHandle object) {
        return session(call, object.owner(slot));
    }

    /** Has a session's actor carry out a command. Where it stops before it answers, the session is brought here again and asked again. */
    Outcome<Result> execute(Call call, SessionHandle handle, SessionCommand command) {
        while (true) {
            EdgeSession here;
            switch (session(call, handle)) {
                case Outcome.Done<EdgeSession>(EdgeSession found) -> here = found;
                case Outcome.Refused<EdgeSession>(Fault fault) -> {
                    return Outcome.refused(fault);
                }
            }
            try {
                return TokenClient.await(here.execute(command), call.deadlineNanos());
            } catch (TimeoutException e) {
                return Outcome.refused(Fault.DEVICE_ERROR);
            } catch (ExecutionException e) {
                LOG.debug("session {} moved while it was asked: {}", handle.value(), String.valueOf(e.getCause()));
            }
        }
    }

    private Outcome<EdgeSession> arrive(Call call, SessionHandle handle) {
        CompletableFuture<Outcome<EdgeSession>> mine = new CompletableFuture<>();
        CompletableFuture<Outcome<EdgeSession>> first = arriving.putIfAbsent(handle, mine);
        if (first != null) {
            return await(first, call);
        }
        try {
            mine.complete(resume(call, handle));
            return await(mine, call);
        } finally {
            arriving.remove(handle, mine);
            mine.complete(Outcome.refused(Fault.DEVICE_ERROR));
        }
    }

    private Outcome<EdgeSession> resume(Call call, SessionHandle handle) {
        EdgeSession here = sessions.get(handle);
        if (here != null && here.isOpen()) {
            return Outcome.done(here);
        }
        TokenReply reply = tokens.ask(
                handle.slot(),
                call.deadlineNanos(),
                replyTo -> new TokenMessage.AttachSession(call.application(), handle, incarnation, replyTo));
        return switch (reply) {
            case TokenReply.Attached(TokenReply.SessionFacts facts, List<SessionHandle> all) -> {
                token(handle.slot()).store(call.application(), facts);
                all.stream()
                        .filter(other -> !sessions.containsKey(other))
                        .forEach(other -> elsewhere.put(other, call.application()));
                yield Outcome.done(host(handle, call.application(), facts.readWrite(), true));
            }
            case TokenReply.Refusal(Fault fault) -> {
                if (fault == Fault.SESSION_HANDLE_INVALID) {
                    elsewhere.remove(handle, call.application());
                }
                yield Outcome.refused(fault);
            }
            case TokenReply other -> throw SessionService.unexpected(other);
        };
    }

    private EdgeSession host(SessionHandle handle, ApplicationId application, boolean readWrite, boolean isTakeOver) {
        EdgeSession session =
                new EdgeSession(handle, application, readWrite, token(handle.slot()), objectSealer, this::closed);
        sessions.put(handle, session);
        elsewhere.remove(handle);
        visited.computeIfAbsent(application, _ -> ConcurrentHashMap.newKeySet()).add(handle.slot());
        edge.resultNow().tell(new EdgeMessage.Host(session, isTakeOver));
        return session;
    }

    /** Waits until the session's objects are there. */
    Outcome<EdgeSession> awaitReady(EdgeSession session, Call call) {
        try {
            return Outcome.done(TokenClient.await(session.ready(), call.deadlineNanos()));
        } catch (TimeoutException e) {
            return Outcome.refused(Fault.DEVICE_ERROR);
        } catch (ExecutionException e) {
            // Its copy here has stopped. Whether the session is over, the token's leader knows.
            return session(call, session.handle()).flatMap(_ -> Outcome.refused(Fault.DEVICE_ERROR));
        }
    }

    private static Outcome<EdgeSession> await(CompletableFuture<Outcome<EdgeSession>> arrival, Call call) {
        try {
            return TokenClient.await(arrival, call.deadlineNanos())
                    .flatMap(session -> session.application().equals(call.application())
                            ? Outcome.done(session)
                            : Outcome.refused(Fault.SESSION_HANDLE_INVALID));
        } catch (TimeoutException | ExecutionException e) {
            return Outcome.refused(Fault.DEVICE_ERROR);
        }
    }
}
