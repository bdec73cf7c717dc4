package io.craton.hsm.actors.token;

import io.craton.hsm.actors.TokenView;
import io.craton.hsm.actors.TokenView.PinStanding;
import io.craton.hsm.core.fault.Fault;
import io.craton.hsm.core.fault.Outcome;
import io.craton.hsm.core.id.ApplicationId;
import io.craton.hsm.core.id.ObjectHandle;
import io.craton.hsm.core.id.Role;
import io.craton.hsm.core.id.SessionHandle;
import io.craton.hsm.core.object.Attributes;
import io.craton.hsm.core.object.rules.ObjectRules;
import io.craton.hsm.core.token.Decision;
import io.craton.hsm.core.token.PinRecord;
import io.craton.hsm.core.token.Result;
import io.craton.hsm.core.token.StoredObject;
import io.craton.hsm.core.token.TokenCommand;
import io.craton.hsm.core.token.TokenEvent;
import io.craton.hsm.core.token.TokenLimits;
import io.craton.hsm.core.token.TokenMachine;
import io.craton.hsm.core.token.TokenState;
import io.craton.hsm.core.token.TokenState.Identity;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;

/** Answers what changes nothing about a token. Owned by the token actor, which has checked that it leads; not thread-safe. */
final class TokenReader {
    private final long term;
    private final ObjectVault vault;
    private final Revocations revocations;

    TokenReader(long term, ObjectVault vault, Revocations revocations) {
        this.term = term;
        this.vault = vault;
        this.revocations = revocations;
    }

    TokenReply view(TokenState state) {
        return new TokenReply.Viewed(viewOf(state));
    }

    TokenView viewOf(TokenState state) {
        Optional<Identity> identity = state.identity();
        return new TokenView(
                state.slot(),
                identity.isPresent(),
                identity.map(Identity::label).orElse(""),
                identity.map(Identity::serial).orElse(""),
                identity.flatMap(Identity::userPin).isPresent(),
                identity.flatMap(Identity::userPin).map(TokenReader::standing).orElse(PinStanding.CLEAR),
                identity.map(Identity::soPin).map(TokenReader::standing).orElse(PinStanding.CLEAR),
                state.sessionCount(),
                state.readWriteSessionCount(),
                TokenLimits.MAX_SESSIONS,
                TokenLimits.MIN_PIN_BYTES,
                TokenLimits.MAX_PIN_BYTES,
                state.stamp());
    }

    /** The object's attributes, if there is one and the application may see it. */
    Optional<Attributes> seenBy(ApplicationId application, ObjectHandle handle, TokenState state) {
        boolean asUser = isUser(state, application);
        return state.object(handle)
                .filter(object -> visible(object, asUser))
                .flatMap(object -> vault.attributes(object, state));
    }

    private static PinStanding standing(PinRecord pin) {
        if (pin.isLocked(TokenLimits.MAX_PIN_TRIES)) {
            return PinStanding.LOCKED;
        }
        if (pin.tries() == TokenLimits.MAX_PIN_TRIES - 1) {
            return PinStanding.FINAL_TRY;
        }
        return pin.tries() > 0 ? PinStanding.COUNT_LOW : PinStanding.CLEAR;
    }

    TokenReply session(TokenState state, TokenMessage.ReadSession it) {
        return state.hasSession(it.application(), it.session())
                ? facts(state, it.application(), it.session())
                : new TokenReply.Refusal(Fault.SESSION_HANDLE_INVALID);
    }

    private TokenReply.SessionFacts facts(TokenState state, ApplicationId application, SessionHandle session) {
        return new TokenReply.SessionFacts(
                state.isReadWrite(application, session), state.login(application), term, state.stamp());
    }

    /** Answers {@code it}, decided so. A session that was closed in the same write is not there any more. */
    TokenReply attached(TokenState state, TokenMessage.AttachSession it, Decision<TokenEvent> decision) {
        if (decision instanceof Decision.Refused<TokenEvent>(Fault fault)) {
            return new TokenReply.Refusal(fault);
        }
        return state.application(it.application())
                .filter(application -> application.sessions().containsKey(it.session()))
                .<TokenReply>map(application -> new TokenReply.Attached(
                        facts(state, it.application(), it.session()),
                        List.copyOf(application.sessions().keySet())))
                .orElseGet(() -> new TokenReply.Refusal(Fault.SESSION_HANDLE_INVALID));
    }

    TokenReply find(TokenState state, TokenMessage.FindObjects it) {
        if (!state.hasSession(it.application(), it.session())) {
            return new TokenReply.Refusal(Fault.SESSION_HANDLE_INVALID);
        }
        boolean asUser = isUser(state, it.application());
        int limit = Math.clamp(it.limit(), 1, TokenReply.MAX_FOUND);
        NavigableSet<ObjectHandle> candidates = vault.candidates(it.wanted(), state)
                .orElseGet(() -> state.objects().navigableKeySet());
        return new TokenReply.Found(candidates.tailSet(it.after(), false).stream()
                .flatMap(handle -> state.object(handle).stream())
                .filter(object -> visible(object, asUser) && matches(object, state, it.wanted()))
                .limit(limit)
                .map(StoredObject::handle)
                .toList());
    }

    private boolean matches(StoredObject object, TokenState state, Attributes wanted) {
        return vault.attributes(object, state)
                .filter(attributes -> attributes.matches(wanted))
                .isPresent();
    }

    TokenReply renew(TokenState state, TokenMessage.RenewLease it) {
        revocations.granted(it.node(), it.heldStamp(), System.nanoTime());
        return new TokenReply.Renewed(term, state.stamp());
    }

    /** The object with a lease. */
    TokenReply lease(TokenState state, TokenMessage.LeaseObject it) {
        TokenReply reply = object(state, it, true);
        if (reply instanceof TokenReply.LeasedObject) {
            revocations.granted(it.node(), it.heldStamp(), System.nanoTime());
        }
        return reply;
    }

    /** The object without a lease. */
    TokenReply object(TokenState state, TokenMessage.LeaseObject it) {
        return object(state, it, false);
    }

    private TokenReply object(TokenState state, TokenMessage.LeaseObject it, boolean granted) {
        if (!state.hasSession(it.application(), it.session())) {
            return new TokenReply.Refusal(Fault.SESSION_HANDLE_INVALID);
        }
        Optional<StoredObject> object =
                state.object(it.object()).filter(found -> visible(found, isUser(state, it.application())));
        if (object.isEmpty()) {
            return new TokenReply.Refusal(Fault.OBJECT_HANDLE_INVALID);
        }
        Attributes attributes = vault.attributes(object.get(), state).orElseThrow();
        return new TokenReply.LeasedObject(
                it.object(),
                granted,
                object.get().uid(),
                attributes,
                vault.materialForLease(object.get(), state),
                state.login(it.application()),
                term,
                state.stamp());
    }

    /** Decides a change of attributes: the rules of the object first, on the attributes as they are then, the machine after. */
    Decision<TokenEvent> changed(TokenState state, TokenMessage.ChangeAttributes it) {
        Optional<Result> earlier = state.resultOf(it.cause().request());
        if (earlier.isPresent()) {
            return new Decision.Repeated<>(earlier.get());
        }
        ApplicationId application = it.cause().request().application();
        Optional<StoredObject> object =
                state.object(it.object()).filter(found -> visible(found, isUser(state, application)));
        if (object.isEmpty()) {
            return Decision.refused(Fault.OBJECT_HANDLE_INVALID);
        }
        Attributes current = vault.attributes(object.get(), state).orElseThrow();
        return switch (ObjectRules.changed(current, it.changes())) {
            case Outcome.Refused<Attributes>(Fault fault) -> Decision.refused(fault);
            case Outcome.Done<Attributes>(Attributes next) ->
                TokenMachine.decide(
                        state,
                        new TokenCommand.ChangeObject(
                                it.cause(), it.session(), vault.withAttributes(object.get(), next, state)));
        };
    }

    private static boolean visible(StoredObject object, boolean asUser) {
        return asUser || !object.isPrivate();
    }

    private static boolean isUser(TokenState state, ApplicationId application) {
        return state.login(application).equals(Optional.of(Role.USER));
    }
}
