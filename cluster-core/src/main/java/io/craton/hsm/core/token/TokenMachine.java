package io.craton.hsm.core.token;

import io.craton.hsm.core.fault.Fault;
import io.craton.hsm.core.id.ApplicationId;
import io.craton.hsm.core.id.ObjectHandle;
import io.craton.hsm.core.id.RequestId;
import io.craton.hsm.core.id.Role;
import io.craton.hsm.core.id.SessionHandle;
import io.craton.hsm.core.token.TokenCommand.PinUse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Decides what a command does to a token. A pure function: the same state and command give the same events on every node. A request that
 * was carried out before is answered with its first result (except where that result was only that a PIN try was counted); a late copy of
 * one whose result the application let go of is refused.
 */
public final class TokenMachine {
    private TokenMachine() {}

    /** Decides {@code command}; the state changes only through the events of the answer. */
    public static Decision<TokenEvent> decide(TokenState state, TokenCommand command) {
        if (command instanceof TokenCommand.Requested requested) {
            Optional<Result> earlier = state.resultOf(requested.cause().request());
            if (earlier.isPresent() && !(earlier.get() instanceof Result.TryCounted)) {
                return new Decision.Repeated<>(earlier.get());
            }
            if (earlier.isEmpty() && state.hasForgotten(requested.cause().request())) {
                return Decision.refused(Fault.DEVICE_ERROR);
            }
        }
        return switch (command) {
            case TokenCommand.InitializeToken it -> initialize(state, it);
            case TokenCommand.CountPinTry it -> countTry(state, it);
            case TokenCommand.FailPinTry it -> failTry(state, it);
            case TokenCommand.LogIn it -> logIn(state, it);
            case TokenCommand.LogOut it -> logOut(state, it);
            case TokenCommand.SetUserPin it -> setUserPin(state, it);
            case TokenCommand.ChangePin it -> changePin(state, it);
            case TokenCommand.OpenSession it -> openSession(state, it);
            case TokenCommand.CloseSession it -> closeSession(state, it);
            case TokenCommand.CloseAllSessions it ->
                state.application(it.application()).isEmpty()
                        ? Decision.unchanged()
                        : Decision.accepted(new TokenEvent.AllSessionsClosed(it.cause()), Result.NOTHING);
            case TokenCommand.Attach it -> attach(state, it);
            case TokenCommand.Detach it -> detach(state, it);
            case TokenCommand.EvictApplication it ->
                state.application(it.application()).isEmpty()
                        ? Decision.unchanged()
                        : Decision.accepted(
                                new TokenEvent.ApplicationEvicted(it.application(), it.by()), Result.NOTHING);
            case TokenCommand.EvictSession it ->
                state.ownerOf(it.session())
                        .map(owner -> Decision.<TokenEvent>accepted(
                                new TokenEvent.SessionEvicted(owner, it.session(), it.by()), Result.NOTHING))
                        .orElseGet(Decision::unchanged);
            case TokenCommand.CreateObjects it -> createObjects(state, it);
            case TokenCommand.ChangeObject it -> changeObject(state, it);
            case TokenCommand.DestroyObject it -> destroyObject(state, it);
        };
    }

    /** The state after {@code event}. */
    public static TokenState evolve(TokenState state, TokenEvent event) {
        return TokenEvolution.evolve(state, event);
    }

    private static Decision<TokenEvent> initialize(TokenState state, TokenCommand.InitializeToken it) {
        if (state.sessionCount() > 0) {
            return Decision.refused(Fault.SESSION_EXISTS);
        }
        if (it.label().getBytes(StandardCharsets.UTF_8).length > TokenLimits.MAX_LABEL_BYTES) {
            return Decision.refused(Fault.ARGUMENTS_BAD);
        }
        return Decision.accepted(
                new TokenEvent.TokenInitialized(it.cause(), it.label(), it.serial(), it.soPin()), Result.NOTHING);
    }

    private static Decision<TokenEvent> countTry(TokenState state, TokenCommand.CountPinTry it) {
        if (state.identity().isEmpty()) {
            return Decision.refused(Fault.TOKEN_NOT_INITIALIZED);
        }
        Optional<Fault> fault = mayUsePin(state, it.application(), it.use());
        if (fault.isPresent()) {
            return Decision.refused(fault.get());
        }
        Role role = roleOf(state, it.application(), it.use());
        Optional<PinRecord> pin = state.identity().get().pin(role);
        if (pin.isEmpty()) {
            return Decision.refused(Fault.USER_PIN_NOT_INITIALIZED);
        }
        if (isCounted(state, it.cause().request())) {
            return new Decision.Accepted<>(List.of(), new Result.TryCounted());
        }
        if (pin.get().isLocked(TokenLimits.MAX_PIN_TRIES)) {
            return Decision.refused(Fault.PIN_LOCKED);
        }
        return Decision.accepted(new TokenEvent.PinTryCounted(it.cause(), role), new Result.TryCounted());
    }

    /** Nothing is recorded for an application that went while its PIN was being checked: that would bring it back for ever. */
    private static Decision<TokenEvent> failTry(TokenState state, TokenCommand.FailPinTry it) {
        Result failed = new Result.Failed(Fault.PIN_INCORRECT);
        return isCounted(state, it.cause().request())
                ? Decision.accepted(new TokenEvent.PinTryFailed(it.cause()), failed)
                : new Decision.Accepted<>(List.of(), failed);
    }

    /** A retry of a request whose try is on record, but whose check was cut short, is not charged again. */
    private static boolean isCounted(TokenState state, RequestId request) {
        return state.resultOf(request)
                .filter(Result.TryCounted.class::isInstance)
                .isPresent();
    }

    /** The role whose PIN a use is about. */
    public static Role roleOf(TokenState state, ApplicationId application, PinUse use) {
        return switch (use) {
            case PinUse.ForLogin(SessionHandle _, Role role) -> role;
            case PinUse.ForChange(SessionHandle _) -> state.login(application).orElse(Role.USER);
            case PinUse.ForInitialization() -> Role.SECURITY_OFFICER;
        };
    }

    private static Optional<Fault> mayUsePin(TokenState state, ApplicationId application, PinUse use) {
        return switch (use) {
            case PinUse.ForLogin(SessionHandle session, Role role) -> mayLogIn(state, application, session, role);
            case PinUse.ForChange(SessionHandle session) -> needsReadWrite(state, application, session);
            case PinUse.ForInitialization() ->
                state.sessionCount() > 0 ? Optional.of(Fault.SESSION_EXISTS) : Optional.empty();
        };
    }

    private static Optional<Fault> mayLogIn(
            TokenState state, ApplicationId application, SessionHandle session, Role role) {
        if (!state.hasSession(application, session)) {
            return Optional.of(Fault.SESSION_HANDLE_INVALID);
        }
        Optional<Role> present = state.login(application);
        if (present.isPresent()) {
            return Optional.of(
                    present.get() == role ? Fault.USER_ALREADY_LOGGED_IN : Fault.USER_ANOTHER_ALREADY_LOGGED_IN);
        }
        boolean readOnly = state.application(application)
                .filter(ApplicationState::hasReadOnlySession)
                .isPresent();
        return role == Role.SECURITY_OFFICER && readOnly
                ? Optional.of(Fault.SESSION_READ_ONLY_EXISTS)
                : Optional.empty();
    }

    private static Decision<TokenEvent> logIn(TokenState state, TokenCommand.LogIn it) {
        Optional<Fault> fault = mayLogIn(state, it.application(), it.session(), it.role());
        if (fault.isPresent()) {
            return Decision.refused(fault.get());
        }
        return Decision.accepted(new TokenEvent.LoggedIn(it.cause(), it.role(), it.loginKey()), Result.NOTHING);
    }

    private static Decision<TokenEvent> logOut(TokenState state, TokenCommand.LogOut it) {
        if (!state.hasSession(it.application(), it.session())) {
            return Decision.refused(Fault.SESSION_HANDLE_INVALID);
        }
        if (state.login(it.application()).isEmpty()) {
            return Decision.refused(Fault.USER_NOT_LOGGED_IN);
        }
        return Decision.accepted(new TokenEvent.LoggedOut(it.cause()), Result.NOTHING);
    }

    private static Decision<TokenEvent> setUserPin(TokenState state, TokenCommand.SetUserPin it) {
        Optional<Fault> fault = needsReadWrite(state, it.application(), it.session());
        if (fault.isPresent()) {
            return Decision.refused(fault.get());
        }
        if (!state.login(it.application()).equals(Optional.of(Role.SECURITY_OFFICER))) {
            return Decision.refused(Fault.USER_NOT_LOGGED_IN);
        }
        return Decision.accepted(new TokenEvent.PinSet(it.cause(), Role.USER, it.wrapped()), Result.NOTHING);
    }

    private static Decision<TokenEvent> changePin(TokenState state, TokenCommand.ChangePin it) {
        Optional<Fault> fault = needsReadWrite(state, it.application(), it.session());
        if (fault.isPresent()) {
            return Decision.refused(fault.get());
        }
        return Decision.accepted(new TokenEvent.PinSet(it.cause(), it.role(), it.wrapped()), Result.NOTHING);
    }

    private static Decision<TokenEvent> openSession(TokenState state, TokenCommand.OpenSession it) {
        if (state.identity().isEmpty()) {
            return Decision.refused(Fault.TOKEN_NOT_INITIALIZED);
        }
        if (state.sessionCount() >= TokenLimits.MAX_SESSIONS
                || state.application(it.application()).isEmpty()
                        && state.applications().size() >= TokenLimits.MAX_APPLICATIONS) {
            return Decision.refused(Fault.SESSION_COUNT);
        }
        if (!it.readWrite() && state.login(it.application()).equals(Optional.of(Role.SECURITY_OFFICER))) {
            return Decision.refused(Fault.SESSION_READ_WRITE_SO_EXISTS);
        }
        SessionHandle handle = SessionHandle.of(state.slot(), state.sessionCounter() + 1);
        return Decision.accepted(
                new TokenEvent.SessionOpened(it.cause(), handle, it.readWrite(), it.node()),
                new Result.Session(handle));
    }

    private static Decision<TokenEvent> closeSession(TokenState state, TokenCommand.CloseSession it) {
        return state.hasSession(it.application(), it.session())
                ? Decision.accepted(new TokenEvent.SessionClosed(it.cause(), it.session()), Result.NOTHING)
                : Decision.refused(Fault.SESSION_HANDLE_INVALID);
    }

    private static Decision<TokenEvent> attach(TokenState state, TokenCommand.Attach it) {
        if (!state.hasSession(it.application(), it.session())) {
            return Decision.refused(Fault.SESSION_HANDLE_INVALID);
        }
        boolean known = state.application(it.application())
                .filter(app -> app.nodes().contains(it.node()))
                .isPresent();
        return known
                ? Decision.unchanged()
                : Decision.accepted(new TokenEvent.ApplicationAttached(it.application(), it.node()), Result.NOTHING);
    }

    /** An application without any node (it only ever tried a PIN) goes as well. */
    private static Decision<TokenEvent> detach(TokenState state, TokenCommand.Detach it) {
        boolean known = state.application(it.application())
                .filter(app -> app.nodes().isEmpty() || app.nodes().contains(it.node()))
                .isPresent();
        return known
                ? Decision.accepted(new TokenEvent.ApplicationDetached(it.application(), it.node()), Result.NOTHING)
                : Decision.unchanged();
    }

    private static Decision<TokenEvent> createObjects(TokenState state, TokenCommand.CreateObjects it) {
        boolean anyPrivate = it.objects().stream().anyMatch(NewObject::isPrivate);
        Optional<Fault> fault = mayWrite(state, it.application(), it.session(), anyPrivate);
        if (fault.isPresent()) {
            return Decision.refused(fault.get());
        }
        if (it.objects().size() > TokenLimits.MAX_OBJECTS_AT_ONCE) {
            return Decision.refused(Fault.ARGUMENTS_BAD);
        }
        if (state.objects().size() + it.objects().size() > TokenLimits.MAX_OBJECTS) {
            return Decision.refused(Fault.DEVICE_MEMORY);
        }
        List<StoredObject> stored = new ArrayList<>(it.objects().size());
        List<ObjectHandle> handles = new ArrayList<>(it.objects().size());
        long counter = state.objectCounter();
        for (NewObject object : it.objects()) {
            ObjectHandle handle = ObjectHandle.ofToken(++counter);
            stored.add(object.withHandle(handle));
            handles.add(handle);
        }
        return Decision.accepted(
                new TokenEvent.ObjectsCreated(it.cause(), List.copyOf(stored)),
                new Result.Objects(List.copyOf(handles)));
    }

    private static Decision<TokenEvent> changeObject(TokenState state, TokenCommand.ChangeObject it) {
        if (!state.hasSession(it.application(), it.session())) {
            return Decision.refused(Fault.SESSION_HANDLE_INVALID);
        }
        Optional<StoredObject> current =
                visible(state, it.application(), it.object().handle());
        if (current.isEmpty()) {
            return Decision.refused(Fault.OBJECT_HANDLE_INVALID);
        }
        boolean isPrivate = current.get().isPrivate() || it.object().isPrivate();
        Optional<Fault> fault = mayWrite(state, it.application(), it.session(), isPrivate);
        return fault.isPresent()
                ? Decision.refused(fault.get())
                : Decision.accepted(new TokenEvent.ObjectChanged(it.cause(), it.object()), Result.NOTHING);
    }

    private static Decision<TokenEvent> destroyObject(TokenState state, TokenCommand.DestroyObject it) {
        if (!state.hasSession(it.application(), it.session())) {
            return Decision.refused(Fault.SESSION_HANDLE_INVALID);
        }
        Optional<StoredObject> current = visible(state, it.application(), it.object());
        if (current.isEmpty()) {
            return Decision.refused(Fault.OBJECT_HANDLE_INVALID);
        }
        Optional<Fault> fault =
                mayWrite(state, it.application(), it.session(), current.get().isPrivate());
        return fault.isPresent()
                ? Decision.refused(fault.get())
                : Decision.accepted(new TokenEvent.ObjectDestroyed(it.cause(), it.object()), Result.NOTHING);
    }

    /** A private object does not exist for an application whose user is not logged in (PKCS#11 3.2, section 5.6). */
    private static Optional<StoredObject> visible(TokenState state, ApplicationId application, ObjectHandle handle) {
        return state.object(handle)
                .filter(object ->
                        !object.isPrivate() || state.login(application).equals(Optional.of(Role.USER)));
    }

    /** Who may write token objects: a read-write session, and for private objects a logged-in user (PKCS#11 3.2, section 5.6). */
    private static Optional<Fault> mayWrite(
            TokenState state, ApplicationId application, SessionHandle session, boolean isPrivate) {
        Optional<Fault> fault = needsReadWrite(state, application, session);
        if (fault.isPresent()) {
            return fault;
        }
        return isPrivate && !state.login(application).equals(Optional.of(Role.USER))
                ? Optional.of(Fault.USER_NOT_LOGGED_IN)
                : Optional.empty();
    }

    private static Optional<Fault> needsReadWrite(TokenState state, ApplicationId application, SessionHandle session) {
        if (!state.hasSession(application, session)) {
            return Optional.of(Fault.SESSION_HANDLE_INVALID);
        }
        return state.isReadWrite(application, session) ? Optional.empty() : Optional.of(Fault.SESSION_READ_ONLY);
    }
}
