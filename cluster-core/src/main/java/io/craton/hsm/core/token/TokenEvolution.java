package io.craton.hsm.core.token;

import io.craton.hsm.core.fault.Fault;
import io.craton.hsm.core.id.ApplicationId;
import io.craton.hsm.core.id.ObjectHandle;
import io.craton.hsm.core.id.Role;
import io.craton.hsm.core.token.TokenEvent.Cause;
import io.craton.hsm.core.token.TokenState.Identity;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.pcollections.PSortedMap;
import org.pcollections.TreePMap;

/** What each event makes of a token's state. Total: an event that was persisted is never refused. */
final class TokenEvolution {
    private TokenEvolution() {}

    static TokenState evolve(TokenState state, TokenEvent event) {
        return switch (event) {
            case TokenEvent.TokenInitialized it -> initialized(state, it);
            case TokenEvent.PinTryCounted it ->
                remember(changePin(state, it.role(), PinRecord::counted), it.cause(), new Result.TryCounted());
            case TokenEvent.PinTryFailed it -> remember(state, it.cause(), new Result.Failed(Fault.PIN_INCORRECT));
            case TokenEvent.LoggedIn it -> loggedIn(state, it);
            case TokenEvent.LoggedOut it ->
                remember(
                                update(state, app(it.cause()), app -> app.withLogin(Optional.empty())),
                                it.cause(),
                                Result.NOTHING)
                        .restamped();
            case TokenEvent.PinSet it -> pinSet(state, it);
            case TokenEvent.SessionOpened it -> sessionOpened(state, it);
            case TokenEvent.SessionClosed it -> sessionClosed(state, it);
            case TokenEvent.AllSessionsClosed it ->
                remember(update(state, app(it.cause()), ApplicationState::withoutSessions), it.cause(), Result.NOTHING)
                        .restamped();
            case TokenEvent.ApplicationAttached it -> update(state, it.application(), app -> app.attachedTo(it.node()));
            case TokenEvent.ApplicationDetached it -> detached(state, it);
            case TokenEvent.ApplicationEvicted it ->
                state.withApplications(state.applications().minus(it.application()))
                        .restamped();
            case TokenEvent.SessionEvicted it ->
                update(state, it.application(), app -> app.withoutSession(it.session()))
                        .restamped();
            case TokenEvent.ObjectsCreated it -> objectsCreated(state, it);
            case TokenEvent.ObjectChanged it ->
                remember(
                                state.withObjects(
                                        state.objects().plus(it.object().handle(), it.object()), state.objectCounter()),
                                it.cause(),
                                Result.NOTHING)
                        .restamped();
            case TokenEvent.ObjectDestroyed it ->
                remember(
                                state.withObjects(state.objects().minus(it.object()), state.objectCounter()),
                                it.cause(),
                                Result.NOTHING)
                        .restamped();
        };
    }

    private static TokenState initialized(TokenState state, TokenEvent.TokenInitialized it) {
        Identity identity = new Identity(it.label(), it.serial(), PinRecord.fresh(it.soPin()), Optional.empty());
        return new TokenState(
                state.slot(),
                Optional.of(identity),
                TreePMap.empty(),
                TreePMap.empty(),
                Optional.empty(),
                state.stamp() + 1,
                state.sessionCounter(),
                state.objectCounter(),
                Optional.of(it.cause().request()));
    }

    private static TokenState loggedIn(TokenState state, TokenEvent.LoggedIn it) {
        TokenState cleared = changePin(state, it.role(), PinRecord::cleared);
        TokenState loggedIn = update(cleared, app(it.cause()), app -> app.withLogin(Optional.of(it.role())));
        return remember(loggedIn.withLoginKey(Optional.of(it.loginKey())), it.cause(), Result.NOTHING)
                .restamped();
    }

    private static TokenState pinSet(TokenState state, TokenEvent.PinSet it) {
        TokenState next = state.identity()
                .map(identity -> state.with(identity.withPin(it.role(), PinRecord.fresh(it.wrapped()))))
                .orElse(state);
        return remember(next, it.cause(), Result.NOTHING);
    }

    private static TokenState sessionOpened(TokenState state, TokenEvent.SessionOpened it) {
        TokenState next = update(
                state.withSessionCounter(
                        Math.max(state.sessionCounter(), it.session().counter())),
                app(it.cause()),
                app -> app.attachedTo(it.node()).withSession(it.session(), it.readWrite()));
        return remember(next, it.cause(), new Result.Session(it.session()));
    }

    /** Closing the last session logs out, and that takes the login from whoever holds it. */
    private static TokenState sessionClosed(TokenState state, TokenEvent.SessionClosed it) {
        boolean wasLoggedIn = state.login(app(it.cause())).isPresent();
        TokenState next = remember(
                update(state, app(it.cause()), app -> app.withoutSession(it.session())), it.cause(), Result.NOTHING);
        return wasLoggedIn && next.login(app(it.cause())).isEmpty() ? next.restamped() : next;
    }

    private static TokenState detached(TokenState state, TokenEvent.ApplicationDetached it) {
        Optional<ApplicationState> left = state.application(it.application()).map(app -> app.detachedFrom(it.node()));
        if (left.isEmpty()) {
            return state;
        }
        return left.get().nodes().isEmpty()
                ? state.withApplications(state.applications().minus(it.application()))
                        .restamped()
                : state.with(it.application(), left.get());
    }

    private static TokenState objectsCreated(TokenState state, TokenEvent.ObjectsCreated it) {
        PSortedMap<ObjectHandle, StoredObject> objects = state.objects();
        long counter = state.objectCounter();
        for (StoredObject object : it.objects()) {
            objects = objects.plus(object.handle(), object);
            counter = Math.max(counter, object.handle().value() >>> 1);
        }
        List<ObjectHandle> handles =
                it.objects().stream().map(StoredObject::handle).toList();
        return remember(state.withObjects(objects, counter), it.cause(), new Result.Objects(handles));
    }

    private static TokenState changePin(TokenState state, Role role, UnaryOperator<PinRecord> change) {
        return state.identity()
                .flatMap(identity ->
                        identity.pin(role).map(pin -> state.with(identity.withPin(role, change.apply(pin)))))
                .orElse(state);
    }

    private static TokenState update(TokenState state, ApplicationId id, UnaryOperator<ApplicationState> change) {
        return state.with(id, change.apply(state.application(id).orElse(ApplicationState.NEW)));
    }

    private static TokenState remember(TokenState state, Cause cause, Result result) {
        return update(
                state, app(cause), app -> app.withResult(cause.request().sequence(), cause.oldestUnanswered(), result));
    }

    private static ApplicationId app(Cause cause) {
        return cause.request().application();
    }
}
