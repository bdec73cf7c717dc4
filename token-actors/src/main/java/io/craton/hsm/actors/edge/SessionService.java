package io.craton.hsm.actors.edge;

import io.craton.hsm.actors.Call;
import io.craton.hsm.actors.SessionView;
import io.craton.hsm.actors.TokenView;
import io.craton.hsm.actors.token.SealContext;
import io.craton.hsm.actors.token.TokenMessage;
import io.craton.hsm.actors.token.TokenReply;
import io.craton.hsm.core.Octets;
import io.craton.hsm.core.fault.Fault;
import io.craton.hsm.core.fault.Outcome;
import io.craton.hsm.core.id.ApplicationId;
import io.craton.hsm.core.id.Role;
import io.craton.hsm.core.id.SessionHandle;
import io.craton.hsm.core.id.SlotId;
import io.craton.hsm.core.secret.Secret;
import io.craton.hsm.core.token.Result;
import io.craton.hsm.core.token.TokenCommand;
import io.craton.hsm.core.token.TokenEvent.Cause;
import io.craton.hsm.core.token.TokenLimits;
import io.craton.hsm.crypto.seal.Sealer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;

/** Tokens, PINs, sessions and logins, as one node asks the tokens' leaders for them. Thread-safe. */
final class SessionService {
    private static final Duration DETACH_DEADLINE = Duration.ofSeconds(30);

    private final TokenClient tokens;
    private final SessionRegistry registry;
    private final Sealer transit;
    private final String incarnation;
    private final int slots;

    SessionService(TokenClient tokens, SessionRegistry registry, Sealer transit, String incarnation, int slots) {
        this.tokens = tokens;
        this.registry = registry;
        this.transit = transit;
        this.incarnation = incarnation;
        this.slots = slots;
    }

    /** All slots are asked at once; one that does not answer refuses the whole, for a slot that vanishes would look unplugged. */
    Outcome<List<TokenView>> views(long deadlineNanos) {
        List<CompletionStage<TokenReply>> asked = new ArrayList<>(slots);
        for (int slot = 0; slot < slots; slot++) {
            asked.add(tokens.askLater(new SlotId(slot), deadlineNanos, TokenMessage.View::new));
        }
        List<TokenView> views = new ArrayList<>(slots);
        for (CompletionStage<TokenReply> reply : asked) {
            switch (view(tokens.answer(reply, deadlineNanos))) {
                case Outcome.Done<TokenView>(TokenView view) -> views.add(view);
                case Outcome.Refused<TokenView>(Fault fault) -> {
                    return Outcome.refused(fault);
                }
            }
        }
        return Outcome.done(List.copyOf(views));
    }

    Outcome<TokenView> view(Call call, SlotId slot) {
        return registry.isKnownSlot(slot)
                ? view(tokens.ask(slot, call.deadlineNanos(), TokenMessage.View::new))
                : Outcome.refused(Fault.SLOT_ID_INVALID);
    }

    private static Outcome<TokenView> view(TokenReply reply) {
        return switch (reply) {
            case TokenReply.Viewed(TokenView view) -> Outcome.done(view);
            case TokenReply.Refusal(Fault fault) -> Outcome.refused(fault);
            case TokenReply other -> throw unexpected(other);
        };
    }

    Outcome<Outcome.Unit> initToken(Call call, SlotId slot, Secret soPin, String label) {
        if (!registry.isKnownSlot(slot)) {
            return Outcome.refused(Fault.SLOT_ID_INVALID);
        }
        return withPin(
                slot,
                soPin,
                pin -> change(
                        call, slot, replyTo -> new TokenMessage.InitializeToken(cause(call), pin, label, replyTo)));
    }

    Outcome<Outcome.Unit> initPin(Call call, SessionHandle session, Secret pin) {
        return inSlotOf(
                session,
                slot -> withPin(
                        slot,
                        pin,
                        blob -> change(
                                call,
                                slot,
                                replyTo -> new TokenMessage.SetUserPin(cause(call), session, blob, replyTo))));
    }

    Outcome<Outcome.Unit> setPin(Call call, SessionHandle session, Secret oldPin, Secret newPin) {
        return inSlotOf(
                session,
                slot -> withPin(slot, newPin, sealedNew -> {
                    if (oldPin.length() > TokenLimits.MAX_PIN_BYTES) {
                        return Outcome.refused(Fault.PIN_LEN_RANGE);
                    }
                    Octets sealedOld = transit.seal(oldPin, SealContext.ofPin(slot));
                    return change(
                            call,
                            slot,
                            replyTo -> new TokenMessage.ChangePin(cause(call), session, sealedOld, sealedNew, replyTo));
                }));
    }

    Outcome<SessionHandle> open(Call call, SlotId slot, boolean readWrite) {
        if (!registry.isKnownSlot(slot)) {
            return Outcome.refused(Fault.SLOT_ID_INVALID);
        }
        Outcome<Result> opened = ask(call, slot, new TokenCommand.OpenSession(cause(call), readWrite, incarnation));
        return opened.map(result -> switch (result) {
            case Result.Session(SessionHandle handle) -> {
                registry.opened(handle, call.application(), readWrite);
                yield handle;
            }
            case Result other -> throw new IllegalStateException("not an answer to OpenSession: " + other);
        });
    }

    Outcome<Outcome.Unit> close(Call call, SessionHandle session) {
        return inSlotOf(session, slot -> {
            Outcome<Result> closed = ask(call, slot, new TokenCommand.CloseSession(cause(call), session));
            if (closed.isDone()) {
                registry.sessionsOf(call.application(), slot).stream()
                        .filter(here -> here.handle().equals(session))
                        .forEach(registry::end);
            }
            return closed.map(_ -> Outcome.Unit.UNIT);
        });
    }

    Outcome<Outcome.Unit> closeAll(Call call, SlotId slot) {
        if (!registry.isKnownSlot(slot)) {
            return Outcome.refused(Fault.SLOT_ID_INVALID);
        }
        List<EdgeSession> here = registry.sessionsOf(call.application(), slot);
        Outcome<Result> closed = ask(call, slot, new TokenCommand.CloseAllSessions(cause(call)));
        if (closed.isDone()) {
            here.forEach(registry::end);
        }
        return closed.map(_ -> Outcome.Unit.UNIT);
    }

    Outcome<SessionView> info(Call call, SessionHandle handle) {
        return registry.session(call, handle)
                .flatMap(session -> login(call, session)
                        .map(login -> new SessionView(handle.slot(), session.isReadWrite(), login)));
    }

    /** The application's login; asked of the leader where this node's lease does not tell. */
    Outcome<Optional<Role>> login(Call call, EdgeSession session) {
        Optional<Optional<Role>> known = session.token().login(call.application());
        if (known.isPresent()) {
            return Outcome.done(known.get());
        }
        TokenReply reply = tokens.ask(
                session.handle().slot(),
                call.deadlineNanos(),
                replyTo -> new TokenMessage.ReadSession(call.application(), session.handle(), replyTo));
        return switch (reply) {
            case TokenReply.SessionFacts facts -> {
                session.token().store(call.application(), facts);
                yield Outcome.done(facts.login());
            }
            case TokenReply.Refusal(Fault fault) -> {
                if (fault == Fault.SESSION_HANDLE_INVALID) {
                    registry.end(session);
                }
                yield Outcome.refused(fault);
            }
            case TokenReply other -> throw unexpected(other);
        };
    }

    Outcome<Outcome.Unit> login(Call call, SessionHandle session, Role role, Secret pin) {
        return inSlotOf(session, slot -> {
            if (pin.length() > TokenLimits.MAX_PIN_BYTES) {
                return Outcome.refused(Fault.PIN_INCORRECT);
            }
            Octets blob = transit.seal(pin, SealContext.ofPin(slot));
            return change(call, slot, replyTo -> new TokenMessage.LogIn(cause(call), session, role, blob, replyTo));
        });
    }

    Outcome<Outcome.Unit> logout(Call call, SessionHandle session) {
        return inSlotOf(
                session,
                slot -> ask(call, slot, new TokenCommand.LogOut(cause(call), session))
                        .map(_ -> Outcome.Unit.UNIT));
    }

    /** The application has left this node: its sessions stop here, and end if it is nowhere else. */
    void gone(ApplicationId application) {
        for (EdgeSession session : registry.sessionsOf(application)) {
            registry.closed(session);
            session.leave();
        }
        long deadline = System.nanoTime() + DETACH_DEADLINE.toNanos();
        for (SlotId slot : registry.gone(application)) {
            var _ = tokens.askLater(
                    slot,
                    deadline,
                    replyTo -> new TokenMessage.Change(new TokenCommand.Detach(application, incarnation), replyTo));
        }
    }

    static Cause cause(Call call) {
        return new Cause(call.request(), call.oldestUnanswered());
    }

    Outcome<Result> ask(Call call, SlotId slot, TokenCommand command) {
        return result(tokens.ask(slot, call.deadlineNanos(), replyTo -> new TokenMessage.Change(command, replyTo)));
    }

    private Outcome<Outcome.Unit> change(Call call, SlotId slot, Function<ActorRef<TokenReply>, TokenMessage> message) {
        return result(tokens.ask(slot, call.deadlineNanos(), message)).map(_ -> Outcome.Unit.UNIT);
    }

    static Outcome<Result> result(TokenReply reply) {
        return switch (reply) {
            case TokenReply.Answer(Result result) -> Outcome.done(result);
            case TokenReply.Refusal(Fault fault) -> Outcome.refused(fault);
            case TokenReply.Viewed _,
                    TokenReply.Found _,
                    TokenReply.SessionFacts _,
                    TokenReply.Attached _,
                    TokenReply.LeasedObject _,
                    TokenReply.Renewed _,
                    TokenReply.Described _,
                    TokenReply.Applications _,
                    TokenReply.Sessions _,
                    TokenReply.Objects _ -> throw unexpected(reply);
        };
    }

    static IllegalStateException unexpected(TokenReply reply) {
        return new IllegalStateException(
                "an answer to another question: " + reply.getClass().getSimpleName());
    }

    private <T> Outcome<T> inSlotOf(SessionHandle session, Function<SlotId, Outcome<T>> next) {
        return session.isWellFormed() && registry.isKnownSlot(session.slot())
                ? next.apply(session.slot())
                : Outcome.refused(Fault.SESSION_HANDLE_INVALID);
    }

    /** Seals a new PIN for the way, if its length is allowed. */
    private <T> Outcome<T> withPin(SlotId slot, Secret pin, Function<Octets, Outcome<T>> next) {
        if (pin.length() < TokenLimits.MIN_PIN_BYTES || pin.length() > TokenLimits.MAX_PIN_BYTES) {
            return Outcome.refused(Fault.PIN_LEN_RANGE);
        }
        return next.apply(transit.seal(pin, SealContext.ofPin(slot)));
    }
}
