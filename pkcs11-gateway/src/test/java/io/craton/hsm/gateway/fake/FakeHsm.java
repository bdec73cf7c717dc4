package io.craton.hsm.gateway.fake;

import io.craton.hsm.actors.ApplicationTicket;
import io.craton.hsm.actors.AttributeAnswer;
import io.craton.hsm.actors.Call;
import io.craton.hsm.actors.HsmService;
import io.craton.hsm.actors.KeyPairHandles;
import io.craton.hsm.actors.SessionView;
import io.craton.hsm.actors.TokenView;
import io.craton.hsm.core.Octets;
import io.craton.hsm.core.fault.Fault;
import io.craton.hsm.core.fault.Outcome;
import io.craton.hsm.core.fault.Outcome.Unit;
import io.craton.hsm.core.id.ApplicationId;
import io.craton.hsm.core.id.ObjectHandle;
import io.craton.hsm.core.id.RequestId;
import io.craton.hsm.core.id.Role;
import io.craton.hsm.core.id.SessionHandle;
import io.craton.hsm.core.id.SlotId;
import io.craton.hsm.core.mechanism.Mechanism;
import io.craton.hsm.core.mechanism.MechanismParameters;
import io.craton.hsm.core.mechanism.Operation;
import io.craton.hsm.core.object.AttributeType;
import io.craton.hsm.core.object.AttributeValue;
import io.craton.hsm.core.object.Attributes;
import io.craton.hsm.core.object.Template;
import io.craton.hsm.core.object.rules.KeyPairAttributes;
import io.craton.hsm.core.object.rules.ObjectRules;
import io.craton.hsm.core.object.rules.Reading;
import io.craton.hsm.core.secret.Secret;
import io.craton.hsm.gateway.HeapSecrets;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/**
 * An HSM in one heap: tokens, sessions, logins, objects and the JDK's cryptography, with the answers the real one gives. Repeats of a
 * change get the first result. Tests steer it with {@link #interception}. Thread-safe.
 */
public final class FakeHsm implements HsmService {
    private record Part(
            Operation operation,
            Mechanism mechanism,
            MechanismParameters parameters,
            ObjectHandle key,
            ByteArrayOutputStream data) {}

    /** What a test puts in the way of a call. */
    @FunctionalInterface
    public interface Interception {
        /** Called before each call, outside any lock; may block, or throw. */
        void before(String method);
    }

    private static final Interception NONE = method -> {};

    private final HeapSecrets secrets = new HeapSecrets();
    private final SecureRandom random = new SecureRandom();
    private final FakeToken[] tokens;
    private final Map<ApplicationId, Integer> users = new HashMap<>();
    private final Map<RequestId, Outcome<?>> results = new HashMap<>();
    private final Map<Long, Part> parts = new HashMap<>();
    private final List<ApplicationId> gone = new CopyOnWriteArrayList<>();

    /** Put in the way of every call. */
    public volatile Interception interception = NONE;

    /** When set, changes never complete. */
    public volatile boolean silent;

    public FakeHsm(int slots) {
        tokens = new FakeToken[slots];
        Arrays.setAll(tokens, slot -> new FakeToken(new SlotId(slot)));
    }

    /** An HSM whose first token has the label "demo", the SO PIN "87654321" and the user PIN "1234". */
    public static FakeHsm withDemoToken() {
        FakeHsm hsm = new FakeHsm(2);
        hsm.tokens[0].label = "demo";
        hsm.tokens[0].soPin = "87654321";
        hsm.tokens[0].userPin = "1234";
        return hsm;
    }

    /** Applications reported as gone, in order. */
    public List<ApplicationId> gone() {
        return List.copyOf(gone);
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

    private <T> CompletionStage<Outcome<T>> read(String method, Supplier<Outcome<T>> action) {
        interception.before(method);
        if (silent) {
            return new CompletableFuture<>();
        }
        synchronized (this) {
            return CompletableFuture.completedFuture(action.get());
        }
    }

    @SuppressWarnings("unchecked") // a request id belongs to one method
    private <T> CompletionStage<Outcome<T>> change(String method, Call call, Supplier<Outcome<T>> action) {
        interception.before(method);
        if (silent) {
            return new CompletableFuture<>();
        }
        synchronized (this) {
            Outcome<?> first = results.get(call.request());
            if (first == null) {
                first = action.get();
                results.put(call.request(), first);
            }
            return CompletableFuture.completedFuture((Outcome<T>) first);
        }
    }

    private <T> Outcome<T> inSession(Call call, SessionHandle handle, Function<FakeToken, Outcome<T>> action) {
        FakeToken token = tokens[handle.slot().value()];
        FakeToken.Session session = token.sessions.get(handle);
        return session == null || !session.application().equals(call.application())
                ? Outcome.refused(Fault.SESSION_HANDLE_INVALID)
                : action.apply(token);
    }

    private <T> Outcome<T> withObject(
            Call call, SessionHandle session, ObjectHandle handle, Function<FakeObject, Outcome<T>> action) {
        return inSession(call, session, token -> {
            FakeObject object = token.objects.get(handle);
            return object == null || !ObjectRules.visible(object.attributes(), isUser(token, call))
                    ? Outcome.refused(Fault.OBJECT_HANDLE_INVALID)
                    : action.apply(object);
        });
    }

    private static boolean isUser(FakeToken token, Call call) {
        return token.logins.get(call.application()) == Role.USER;
    }

    private static String text(Secret pin) {
        try (pin) {
            return pin.withBytes(bytes -> new String(bytes, StandardCharsets.UTF_8));
        }
    }

    @Override
    public CompletionStage<Outcome<TokenView>> token(Call call, SlotId slot) {
        return read("token", () -> Outcome.done(tokens[slot.value()].view()));
    }

    @Override
    public CompletionStage<Outcome<Unit>> initToken(Call call, SlotId slot, Secret soPin, String label) {
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
    public CompletionStage<Outcome<Unit>> initPin(Call call, SessionHandle session, Secret pin) {
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
    public CompletionStage<Outcome<Unit>> setPin(Call call, SessionHandle session, Secret oldPin, Secret newPin) {
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
    public CompletionStage<Outcome<SessionHandle>> openSession(Call call, SlotId slot, boolean readWrite) {
        return change("openSession", call, () -> {
            FakeToken token = tokens[slot.value()];
            SessionHandle handle = SessionHandle.of(slot, ++token.sessionCounter);
            token.sessions.put(handle, new FakeToken.Session(call.application(), readWrite));
            return Outcome.done(handle);
        });
    }

    @Override
    public CompletionStage<Outcome<Unit>> closeSession(Call call, SessionHandle session) {
        return change(
                "closeSession",
                call,
                () -> inSession(call, session, token -> {
                    token.close(session);
                    return Outcome.OK;
                }));
    }

    @Override
    public CompletionStage<Outcome<Unit>> closeAllSessions(Call call, SlotId slot) {
        return change("closeAllSessions", call, () -> {
            tokens[slot.value()].closeAll(call.application());
            return Outcome.OK;
        });
    }

    @Override
    public CompletionStage<Outcome<SessionView>> session(Call call, SessionHandle session) {
        return read("session", () -> inSession(call, session, token -> Outcome.done(view(token, call, session))));
    }

    private static SessionView view(FakeToken token, Call call, SessionHandle session) {
        FakeToken.Session open = Objects.requireNonNull(token.sessions.get(session));
        return new SessionView(token.slot, open.readWrite(), Optional.ofNullable(token.logins.get(call.application())));
    }

    @Override
    public CompletionStage<Outcome<Unit>> login(Call call, SessionHandle session, Role role, Secret pin) {
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
    public CompletionStage<Outcome<Unit>> logout(Call call, SessionHandle session) {
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

    private ObjectHandle add(FakeToken token, SessionHandle session, FakeObject object) {
        long number = ++token.objectCounter;
        ObjectHandle handle = object.attributes().flag(AttributeType.TOKEN)
                ? ObjectHandle.ofToken(number)
                : ObjectHandle.ofSession(session, number);
        token.objects.put(handle, object.named(handle.value()));
        return handle;
    }

    @Override
    public CompletionStage<Outcome<ObjectHandle>> createObject(Call call, SessionHandle session, Template template) {
        try (template) {
            return change(
                    "createObject",
                    call,
                    () -> inSession(
                            call,
                            session,
                            token -> ObjectRules.created(template)
                                    .map(attributes ->
                                            add(token, session, FakeObject.of(attributes, template.keyMaterial())))));
        }
    }

    @Override
    public CompletionStage<Outcome<ObjectHandle>> copyObject(
            Call call, SessionHandle session, ObjectHandle source, Template changes) {
        try (changes) {
            return change(
                    "copyObject",
                    call,
                    () -> withObject(
                            call,
                            session,
                            source,
                            object -> ObjectRules.copied(object.attributes(), changes)
                                    .map(copy -> add(tokens[session.slot().value()], session, object.with(copy)))));
        }
    }

    @Override
    public CompletionStage<Outcome<Unit>> destroyObject(Call call, SessionHandle session, ObjectHandle handle) {
        return change(
                "destroyObject",
                call,
                () -> withObject(call, session, handle, object -> {
                    FakeToken token = tokens[session.slot().value()];
                    token.objects.remove(handle);
                    token.stamp++;
                    return Outcome.OK;
                }));
    }

    @Override
    public CompletionStage<Outcome<Unit>> setAttributes(
            Call call, SessionHandle session, ObjectHandle handle, Template changes) {
        try (changes) {
            return change(
                    "setAttributes",
                    call,
                    () -> withObject(
                            call,
                            session,
                            handle,
                            object -> ObjectRules.changed(object.attributes(), changes)
                                    .map(changed -> {
                                        FakeToken token = tokens[session.slot().value()];
                                        token.objects.put(handle, object.with(changed));
                                        token.stamp++;
                                        return Unit.UNIT;
                                    })));
        }
    }

    @Override
    public CompletionStage<Outcome<List<AttributeAnswer>>> attributes(
            Call call, SessionHandle session, ObjectHandle handle, List<AttributeType> types) {
        return read(
                "attributes",
                () -> withObject(
                        call,
                        session,
                        handle,
                        object -> Outcome.done(
                                types.stream().map(type -> answer(object, type)).toList())));
    }

    private AttributeAnswer answer(FakeObject object, AttributeType type) {
        Reading reading = ObjectRules.reading(object.attributes(), type);
        return switch (reading) {
            case VALUE -> {
                AttributeValue value = object.attributes().get(type).orElseThrow();
                yield new AttributeAnswer.Value(value);
            }
            case MATERIAL -> {
                byte[] material = object.material().get(type);
                yield material == null
                        ? new AttributeAnswer.Absent()
                        : new AttributeAnswer.Material(secrets.take(material.clone()));
            }
            case SENSITIVE -> new AttributeAnswer.Sensitive();
            case ABSENT -> new AttributeAnswer.Absent();
        };
    }

    @Override
    public CompletionStage<Outcome<Attributes>> facts(Call call, SessionHandle session, ObjectHandle handle) {
        return read("facts", () -> withObject(call, session, handle, object -> Outcome.done(object.attributes())));
    }

    @Override
    public CompletionStage<Outcome<List<ObjectHandle>>> find(Call call, SessionHandle session, Template wanted) {
        try (wanted) {
            boolean byMaterial = !wanted.keyMaterial().isEmpty();
            return read(
                    "find",
                    () -> inSession(call, session, token -> {
                        List<ObjectHandle> found = new ArrayList<>();
                        for (boolean ofSession : new boolean[] {false, true}) {
                            token.objects.forEach((handle, object) -> {
                                if (handle.isSessionObject() == ofSession
                                        && !byMaterial
                                        && ObjectRules.visible(object.attributes(), isUser(token, call))
                                        && object.attributes().matches(wanted.attributes())) {
                                    found.add(handle);
                                }
                            });
                        }
                        return Outcome.done(found);
                    }));
        }
    }

    @Override
    public CompletionStage<Outcome<ObjectHandle>> generateKey(
            Call call, SessionHandle session, Mechanism mechanism, Template template) {
        try (template) {
            return change(
                    "generateKey",
                    call,
                    () -> inSession(
                            call,
                            session,
                            token -> ObjectRules.generatedSecretKey(mechanism, template)
                                    .map(attributes -> {
                                        byte[] value = new byte
                                                [attributes
                                                        .number(AttributeType.VALUE_LEN)
                                                        .orElseThrow()
                                                        .intValue()];
                                        random.nextBytes(value);
                                        Map<AttributeType, byte[]> material = new EnumMap<>(AttributeType.class);
                                        material.put(AttributeType.VALUE, value);
                                        return add(
                                                token,
                                                session,
                                                new FakeObject(attributes, material, new SecretKeySpec(value, "AES")));
                                    })));
        }
    }

    @Override
    public CompletionStage<Outcome<KeyPairHandles>> generateKeyPair(
            Call call, SessionHandle session, Mechanism mechanism, Template publicTemplate, Template privateTemplate) {
        try (publicTemplate;
                privateTemplate) {
            return change(
                    "generateKeyPair",
                    call,
                    () -> inSession(
                            call,
                            session,
                            token -> ObjectRules.generatedKeyPair(mechanism, publicTemplate, privateTemplate)
                                    .map(pair -> generate(token, session, pair))));
        }
    }

    private KeyPairHandles generate(FakeToken token, SessionHandle session, KeyPairAttributes wanted) {
        try {
            KeyPair pair = FakeCrypto.generate(wanted.wanted());
            Attributes facts = FakeCrypto.facts(pair.getPublic(), wanted.wanted());
            return new KeyPairHandles(
                    add(
                            token,
                            session,
                            new FakeObject(
                                    ObjectRules.withFacts(wanted.publicKey(), facts), Map.of(), pair.getPublic())),
                    add(
                            token,
                            session,
                            new FakeObject(
                                    ObjectRules.withFacts(wanted.privateKey(), facts), Map.of(), pair.getPrivate())));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @FunctionalInterface
    private interface Use<T> {
        Outcome<T> with(Key key) throws GeneralSecurityException;
    }

    private <T> Outcome<T> use(
            Call call,
            SessionHandle session,
            Operation operation,
            Mechanism mechanism,
            ObjectHandle handle,
            Use<T> use) {
        interception.before(operation.name());
        FakeObject object;
        synchronized (this) {
            switch (withObject(call, session, handle, Outcome::done)) {
                case Outcome.Done<FakeObject>(FakeObject found) -> object = found;
                case Outcome.Refused<FakeObject>(Fault fault) -> {
                    return Outcome.refused(fault == Fault.OBJECT_HANDLE_INVALID ? Fault.KEY_HANDLE_INVALID : fault);
                }
            }
        }
        Key key = object.key();
        return ObjectRules.usable(object.attributes(), operation, mechanism).flatMap(usable -> {
            try {
                return key == null ? Outcome.refused(Fault.KEY_HANDLE_INVALID) : use.with(key);
            } catch (GeneralSecurityException e) {
                return Outcome.refused(Fault.DATA_LEN_RANGE);
            }
        });
    }

    private static byte[] part(byte[] data, int offset, int length) {
        return Arrays.copyOfRange(data, offset, offset + length);
    }

    @Override
    public Outcome<byte[]> sign(
            Call call,
            SessionHandle session,
            Mechanism mechanism,
            MechanismParameters parameters,
            ObjectHandle key,
            byte[] data,
            int offset,
            int length) {
        byte[] input = part(data, offset, length);
        return use(
                call, session, Operation.SIGN, mechanism, key, k -> Outcome.done(FakeCrypto.sign(mechanism, k, input)));
    }

    @Override
    public Outcome<Unit> verify(
            Call call,
            SessionHandle session,
            Mechanism mechanism,
            MechanismParameters parameters,
            ObjectHandle key,
            byte[] data,
            int offset,
            int length,
            byte[] signature) {
        byte[] input = part(data, offset, length);
        return use(
                call,
                session,
                Operation.VERIFY,
                mechanism,
                key,
                k -> FakeCrypto.verify(mechanism, k, input, signature)
                        ? Outcome.OK
                        : Outcome.refused(Fault.SIGNATURE_INVALID));
    }

    @Override
    public Outcome<byte[]> encrypt(
            Call call,
            SessionHandle session,
            Mechanism mechanism,
            MechanismParameters parameters,
            ObjectHandle key,
            byte[] data,
            int offset,
            int length) {
        byte[] input = part(data, offset, length);
        return use(
                call,
                session,
                Operation.ENCRYPT,
                mechanism,
                key,
                k -> FakeCrypto.cipher(Cipher.ENCRYPT_MODE, mechanism, parameters, k, input));
    }

    @Override
    public Outcome<byte[]> decrypt(
            Call call,
            SessionHandle session,
            Mechanism mechanism,
            MechanismParameters parameters,
            ObjectHandle key,
            byte[] data,
            int offset,
            int length) {
        byte[] input = part(data, offset, length);
        return use(
                call,
                session,
                Operation.DECRYPT,
                mechanism,
                key,
                k -> FakeCrypto.cipher(Cipher.DECRYPT_MODE, mechanism, parameters, k, input));
    }

    @Override
    public synchronized Outcome<byte[]> digest(
            Call call, SessionHandle session, Mechanism mechanism, byte[] data, int offset, int length) {
        return inSession(call, session, token -> {
            try {
                return Outcome.done(FakeCrypto.sha256(part(data, offset, length)));
            } catch (GeneralSecurityException e) {
                return Outcome.refused(Fault.DEVICE_ERROR);
            }
        });
    }

    @Override
    public synchronized Outcome<byte[]> random(Call call, SessionHandle session, int length) {
        return inSession(call, session, token -> {
            byte[] bytes = new byte[length];
            random.nextBytes(bytes);
            return Outcome.done(bytes);
        });
    }

    @Override
    public synchronized Outcome<Unit> begin(
            Call call,
            SessionHandle session,
            long operationNumber,
            Operation operation,
            Mechanism mechanism,
            MechanismParameters parameters,
            ObjectHandle key) {
        return inSession(call, session, token -> {
            parts.put(operationNumber, new Part(operation, mechanism, parameters, key, new ByteArrayOutputStream()));
            return Outcome.OK;
        });
    }

    @Override
    public synchronized Outcome<byte[]> update(
            Call call, SessionHandle session, long operationNumber, byte[] data, int offset, int length) {
        Part part = parts.get(operationNumber);
        if (part == null) {
            return Outcome.refused(Fault.OPERATION_NOT_INITIALIZED);
        }
        part.data().write(data, offset, length);
        return Outcome.done(new byte[0]);
    }

    @Override
    public synchronized Outcome<byte[]> finish(Call call, SessionHandle session, long operationNumber) {
        Part part = parts.remove(operationNumber);
        if (part == null) {
            return Outcome.refused(Fault.OPERATION_NOT_INITIALIZED);
        }
        byte[] data = part.data().toByteArray();
        MechanismParameters parameters = part.parameters();
        return switch (part.operation()) {
            case SIGN -> sign(call, session, part.mechanism(), parameters, part.key(), data, 0, data.length);
            case ENCRYPT -> encrypt(call, session, part.mechanism(), parameters, part.key(), data, 0, data.length);
            case DECRYPT -> decrypt(call, session, part.mechanism(), parameters, part.key(), data, 0, data.length);
            case DIGEST -> digest(call, session, part.mechanism(), data, 0, data.length);
            case VERIFY -> Outcome.refused(Fault.SIGNATURE_LEN_RANGE);
            case GENERATE, GENERATE_KEY_PAIR -> Outcome.refused(Fault.OPERATION_NOT_INITIALIZED);
        };
    }

    @Override
    public synchronized Outcome<Unit> finishVerify(
            Call call, SessionHandle session, long operationNumber, byte[] signature) {
        Part part = parts.remove(operationNumber);
        if (part == null) {
            return Outcome.refused(Fault.OPERATION_NOT_INITIALIZED);
        }
        byte[] data = part.data().toByteArray();
        return verify(call, session, part.mechanism(), part.parameters(), part.key(), data, 0, data.length, signature);
    }

    @Override
    public synchronized Outcome<Unit> cancel(Call call, SessionHandle session, long operationNumber) {
        return parts.remove(operationNumber) == null ? Outcome.refused(Fault.OPERATION_NOT_INITIALIZED) : Outcome.OK;
    }

    @Override
    public synchronized ApplicationTicket admit(int peerUid) {
        byte[] id = new byte[ApplicationId.BYTES];
        random.nextBytes(id);
        ApplicationId application = new ApplicationId(Octets.wrap(id));
        users.put(application, peerUid);
        return new ApplicationTicket(application, proof(application));
    }

    private static Octets proof(ApplicationId application) {
        byte[] id = application.value().toByteArray();
        byte[] proof = Arrays.copyOf(id, 32);
        proof[31] = 1;
        return Octets.wrap(proof);
    }

    @Override
    public synchronized boolean isGenuine(ApplicationTicket ticket, int peerUid) {
        Integer uid = users.get(ticket.application());
        return uid != null && uid == peerUid && ticket.proof().equals(proof(ticket.application()));
    }

    @Override
    public void applicationGone(ApplicationId application) {
        synchronized (this) {
            for (FakeToken token : tokens) {
                token.closeAll(application);
            }
        }
        gone.add(application);
    }
}
