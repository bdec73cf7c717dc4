package io.craton.hsm.actors.edge;

import io.craton.hsm.actors.Call;
import io.craton.hsm.actors.token.TokenMessage;
import io.craton.hsm.actors.token.TokenReply;
import io.craton.hsm.core.fault.Fault;
import io.craton.hsm.core.fault.Outcome;
import io.craton.hsm.core.id.ObjectHandle;
import io.craton.hsm.core.id.Role;
import io.craton.hsm.core.id.SessionHandle;
import io.craton.hsm.core.id.SlotId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds the object a session names, under a lease where it is a token object, and tells afterwards whether what was computed with it may
 * leave. Thread-safe.
 */
final class ObjectAccess {
    /** An object a session may use, and the word on whether it still may. */
    interface Grant {
        EdgeObject object();

        /** Whether a result computed with the object may leave now. */
        boolean stands();
    }

    private record TokenGrant(EdgeObject object, EdgeToken token, EdgeSession session) implements Grant {
        @Override
        public boolean stands() {
            return token.mayUse(object, session.application());
        }
    }

    private record SessionGrant(EdgeObject object, EdgeSession owner) implements Grant {
        @Override
        public boolean stands() {
            return object.isLive() && owner.isOpen();
        }
    }

    private final TokenClient tokens;
    private final SessionRegistry registry;
    private final SessionService sessions;
    private final String self;

    ObjectAccess(TokenClient tokens, SessionRegistry registry, SessionService sessions, String self) {
        this.tokens = tokens;
        this.registry = registry;
        this.sessions = sessions;
        this.self = self;
    }

    /** The object {@code handle}, as {@code session} may see it. Refused: SESSION_HANDLE_INVALID, OBJECT_HANDLE_INVALID. */
    Outcome<Grant> open(Call call, SessionHandle session, ObjectHandle handle) {
        return switch (registry.session(call, session)) {
            case Outcome.Refused<EdgeSession>(Fault fault) -> Outcome.refused(fault);
            case Outcome.Done<EdgeSession>(EdgeSession here) -> open(call, here, handle);
        };
    }

    Outcome<Grant> open(Call call, EdgeSession session, ObjectHandle handle) {
        if (!handle.isWellFormed()) {
            return Outcome.refused(Fault.OBJECT_HANDLE_INVALID);
        }
        return handle.isSessionObject() ? sessionObject(call, session, handle) : tokenObject(call, session, handle);
    }

    private Outcome<Grant> tokenObject(Call call, EdgeSession session, ObjectHandle handle) {
        EdgeToken token = session.token();
        boolean needsLease = !token.isLeased();
        while (true) {
            EdgeObject known = token.usable(handle, call.application());
            if (known != null) {
                return Outcome.done(new TokenGrant(known, token, session));
            }
            Fault fault = fetch(call, session, handle, needsLease);
            if (fault != null) {
                return Outcome.refused(fault);
            }
            // What did not fit the lease here (there is a new leader, or something is being taken away) comes with a
            // new one.
            needsLease = true;
            if (call.remainingNanos() == 0) {
                return Outcome.refused(Fault.DEVICE_ERROR);
            }
        }
    }

    /** Asks the leader for the object, and a lease where there is none. Answers the refusal, if it is one. */
    private @Nullable Fault fetch(Call call, EdgeSession session, ObjectHandle handle, boolean needsLease) {
        SlotId slot = session.handle().slot();
        EdgeToken token = session.token();
        long asked = System.nanoTime();
        TokenReply reply = tokens.ask(
                slot,
                call.deadlineNanos(),
                replyTo -> new TokenMessage.LeaseObject(
                        call.application(), session.handle(), handle, self, needsLease, token.stamp(), replyTo));
        return switch (reply) {
            case TokenReply.LeasedObject leased -> {
                token.store(call.application(), leased, asked);
                yield null;
            }
            case TokenReply.Refusal(Fault fault) -> fault;
            case TokenReply other -> throw SessionService.unexpected(other);
        };
    }

    private Outcome<Grant> sessionObject(Call call, EdgeSession session, ObjectHandle handle) {
        return switch (registry.owner(call, session.handle().slot(), handle)) {
            case Outcome.Refused<EdgeSession>(Fault fault) ->
                Outcome.refused(fault == Fault.SESSION_HANDLE_INVALID ? Fault.OBJECT_HANDLE_INVALID : fault);
            case Outcome.Done<EdgeSession>(EdgeSession owner) -> ownedObject(call, owner, handle);
        };
    }

    private Outcome<Grant> ownedObject(Call call, EdgeSession owner, ObjectHandle handle) {
        Outcome<EdgeSession> ready = owner.ready().isDone() ? Outcome.done(owner) : registry.awaitReady(owner, call);
        if (ready instanceof Outcome.Refused<EdgeSession>(Fault fault)) {
            return Outcome.refused(fault);
        }
        Optional<EdgeObject> object = owner.object(handle);
        if (object.isEmpty()) {
            return Outcome.refused(Fault.OBJECT_HANDLE_INVALID);
        }
        if (object.get().isPrivate()) {
            Outcome<Optional<Role>> login = sessions.login(call, owner);
            if (login instanceof Outcome.Refused<Optional<Role>>(Fault fault)) {
                return Outcome.refused(fault);
            }
            if (!login.equals(Outcome.done(Optional.of(Role.USER)))) {
                return Outcome.refused(Fault.OBJECT_HANDLE_INVALID);
            }
        }
        return Outcome.done(new SessionGrant(object.get(), owner));
    }
}
