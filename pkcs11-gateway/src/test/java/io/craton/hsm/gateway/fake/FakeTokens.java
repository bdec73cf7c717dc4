package io.craton.hsm.gateway.fake;

import io.craton.hsm.actors.Call;
import io.craton.hsm.actors.HsmService;
import io.craton.hsm.actors.SessionView;
import io.craton.hsm.actors.TokenView;
import io.craton.hsm.core.fault.Fault;
import io.craton.hsm.core.fault.Outcome;
import io.craton.hsm.core.fault.Outcome.Unit;
import io.craton.hsm.core.id.ObjectHandle;
import io.craton.hsm.core.id.RequestId;
import io.craton.hsm.core.id.Role;
import io.craton.hsm.core.id.SessionHandle;
import io.craton.hsm.core.id.SlotId;
import io.craton.hsm.core.object.rules.ObjectRules;
import io.craton.hsm.core.secret.Secret;
import io.craton.hsm.gateway.HeapSecrets;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Supplier;

/** The tokens, sessions, logins and PINs of the fake. Repeats of a change get the first result. */
abstract class FakeTokens implements HsmService {
    /** What a test puts in the way of a call. */
    @FunctionalInterface
    public interface Interception {
        /** Called before each call, outside any lock; may block, or throw. */
        void before(String method);
    }

    private static final Interception NONE = method -> {};

    final HeapSecrets secrets = new HeapSecrets();
    final FakeToken[] tokens;
    private final Map<RequestId, Outcome<?>> results = new HashMap<>();

    /** Put in the way of every call. */
    public volatile Interception interception = NONE;

    /** When set, no call is answered before its deadline. */
    public volatile boolean silent;

    FakeTokens(int slots) {
        tokens = new FakeToken[slots];
        Arrays.setAll(tokens, slot -> new FakeToken(new SlotId(slot)));
    }

    /** Secrets of requests that nobody has closed. */
    public int openSecrets() {
        return secrets.open();
    }

    public synchronized int sessions() {
        return Arrays.stream(tokens).mapToInt(token -> token.sessions.size()).sum();
    }

    @Override
    public HeapSecrets secrets() {
        return secrets;
    }

    @Override
    public int slots() {
        return tokens.length;
    }

    @Override
    public synchronized long stamp(SlotId slot) {
        return tokens[slot.value()].stamp;
    }

    final <T> Outcome<T> read(String method, Call call, Supplier<Outcome<T>> action) {
        interception.before(method);
        if (silent) {
            return noAnswer(call);
        }
        synchronized (this) {
            return action.get();
        }
    }

    @SuppressWarnings("unchecked") // a request id belongs to one method
    final <T> Outcome<T> change(String method, Call call, Supplier<Outcome<T>> action) {
        interception.before(method);
        if (silent) {
            return noAnswer(call);
        }
        synchronized (this) {
            Outcome<?> first = results.get(call.request());
            if (first == null) {
                first = action.get();
                results.put(call.request(), first);
            }
            return (Outcome<T>) first;
        }
    }

    /** As the cluster without a majority: the caller waits until its deadline. */
    private static <T> Outcome<T> noAnswer(Call call) {
        LockSupport.parkNanos(call.remainingNanos());
        return Outcome.refused(Fault.DEVICE_ERROR);
    }

    final <T> Outcome<T> inSession(Call call, SessionHandle handle, Function<FakeToken, Outcome<T>> action) {
        FakeToken token = tokens[handle.slot().value()];
        FakeToken.Session session = token.sessions.get(handle);
        return session == null || !session.application().equals(call.application())
                ? Outcome.refused(Fault.SESSION_HANDLE_INVALID)
                : action.apply(token);
    }

    final <T> Outcome<T> withObject(
            Call call, SessionHandle session, ObjectHandle handle, Function<FakeObject, Outcome<T>> action) {
        return inSession(call, session, token -> {
            FakeObject object = token.objects.get(handle);
            return object == null || !ObjectRules.visible(object.attributes(), isUser(token, call))
                    ? Outcome.refused(Fault.OBJECT_HANDLE_INVALID)
                    : action.apply(object);
        });
    }

    static boolean isUser(FakeToken token, Call call) {
        return token.logins.get(call.application()) == Role.USER;
    }

    private static String text(Secret pin) {
        try (pin) {
            return pin.withBytes(bytes -> new String(bytes, StandardCharsets.UTF_8));
        }
    }

    @Override
    public Outcome<List<TokenView>> tokens(Call call) {
        return read(
                "tokens",
                call,
                () -> Outcome.done(Arrays.stream(tokens).map(FakeToken::view).toList()));
    }

    @Override
    public Outcome<TokenView> token(Call call, SlotId slot) {
        return read("token", call, () -> Outcome.done(tokens[slot.value()].view()));
    }

    @Override
    public Outcome<Unit> initToken(Call call, SlotId slot, Secret soPin, String label) {
        String pin = text(soPin);
        return change("initToken", call, () -> {
            FakeToken token = tokens[slot.value()];
            if (!token.sessions.isEmpty()) {
                return Outcome.refused(Fault.SESSION_EXISTS);
            }
            if (token.soPin != null && !token.soPin.equals(pin)) {
                return Outcome.refused(Fault.PIN_INCORRECT);
            }
            token.soPin = pin;
            token.userPin = null;
            token.label = label;
            token.objects.clear();
            token.stamp++;
            return Outcome.OK;
        });
    }

    @Override
    public Outcome<Unit> initPin(Call call, SessionHandle session, Secret pin) {
        String text = text(pin);
        return change(
                "initPin",
                call,
                () -> inSession(call, session, token -> {
                    if (token.logins.get(call.application()) != Role.SECURITY_OFFICER) {
                        return Outcome.refused(Fault.USER_NOT_LOGGED_IN);
                    }
                    token.userPin = text;
                    return Outcome.OK;
                }));
    }

    @Override
    public Outcome<Unit> setPin(Call call, SessionHandle session, Secret oldPin, Secret newPin) {
        String before = text(oldPin);
        String after = text(newPin);
        return change(
                "setPin",
                call,
                () -> inSession(call, session, token -> {
                    boolean officer = token.logins.get(call.application()) == Role.SECURITY_OFFICER;
                    if (!before.equals(officer ? token.soPin : token.userPin)) {
                        return Outcome.refused(Fault.PIN_INCORRECT);
                    }
                    if (officer) {
                        token.soPin = after;
                    } else {
                        token.userPin = after;
                    }
                    return Outcome.OK;
                }));
    }

    @Override
    public Outcome<SessionHandle> openSession(Call call, SlotId slot, boolean readWrite) {
        return change("openSession", call, () -> {
            FakeToken token = tokens[slot.value()];
            SessionHandle handle = SessionHandle.of(slot, ++token.sessionCounter);
            token.sessions.put(handle, new FakeToken.Session(call.application(), readWrite));
            return Outcome.done(handle);
        });
    }

    @Override
    public Outcome<Unit> closeSession(Call call, SessionHandle session) {
        return change(
                "closeSession",
                call,
                () -> inSession(call, session, token -> {
                    token.close(session);
                    return Outcome.OK;
                }));
    }

    @Override
    public Outcome<Unit> closeAllSessions(Call call, SlotId slot) {
        return change("closeAllSessions", call, () -> {
            tokens[slot.value()].closeAll(call.application());
            return Outcome.OK;
        });
    }

    @Override
    public Outcome<SessionView> session(Call call, SessionHandle session) {
        return read("session", call, () -> inSession(call, session, token -> Outcome.done(view(token, call, session))));
    }

    private static SessionView view(FakeToken token, Call call, SessionHandle session) {
        FakeToken.Session open = Objects.requireNonNull(token.sessions.get(session));
        return new SessionView(token.slot, open.readWrite(), Optional.ofNullable(token.logins.get(call.application())));
    }

    @Override
    public Outcome<Unit> login(Call call, SessionHandle session, Role role, Secret pin) {
        String text = text(pin);
        return change(
                "login",
                call,
                () -> inSession(call, session, token -> {
                    if (token.logins.containsKey(call.application())) {
                        return Outcome.refused(Fault.USER_ALREADY_LOGGED_IN);
                    }
                    if (!text.equals(role == Role.USER ? token.userPin : token.soPin)) {
                        return Outcome.refused(Fault.PIN_INCORRECT);
                    }
                    token.logins.put(call.application(), role);
                    token.stamp++;
                    return Outcome.OK;
                }));
    }

    @Override
    public Outcome<Unit> logout(Call call, SessionHandle session) {
        return change(
                "logout",
                call,
                () -> inSession(call, session, token -> {
                    token.stamp++;
                    return token.logins.remove(call.application()) == null
                            ? Outcome.refused(Fault.USER_NOT_LOGGED_IN)
                            : Outcome.OK;
                }));
    }
}
