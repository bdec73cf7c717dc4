package io.craton.hsm.ops.api;

import io.craton.hsm.actors.ApplicationTicket;
import io.craton.hsm.actors.AttributeAnswer;
import io.craton.hsm.actors.Call;
import io.craton.hsm.actors.FoundObjects;
import io.craton.hsm.actors.HsmService;
import io.craton.hsm.actors.Input;
import io.craton.hsm.actors.KeyPairHandles;
import io.craton.hsm.actors.KeyUse;
import io.craton.hsm.actors.SessionView;
import io.craton.hsm.actors.TokenView;
import io.craton.hsm.core.Octets;
import io.craton.hsm.core.fault.Fault;
import io.craton.hsm.core.fault.Outcome;
import io.craton.hsm.core.fault.Outcome.Unit;
import io.craton.hsm.core.id.ApplicationId;
import io.craton.hsm.core.id.ObjectHandle;
import io.craton.hsm.core.id.Role;
import io.craton.hsm.core.id.SessionHandle;
import io.craton.hsm.core.id.SlotId;
import io.craton.hsm.core.mechanism.Mechanism;
import io.craton.hsm.core.mechanism.Operation;
import io.craton.hsm.core.object.AttributeType;
import io.craton.hsm.core.object.Attributes;
import io.craton.hsm.core.object.Template;
import io.craton.hsm.core.secret.Secret;
import io.craton.hsm.core.secret.SecretStore;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** Tokens with PINs, sessions and objects in memory, as far as administration needs them. What it does not need is refused loudly. */
final class FakeHsm implements HsmService {
    static final int SLOTS = 2;

    private final Map<SlotId, String> soPins = new HashMap<>();
    private final Map<SlotId, String> userPins = new HashMap<>();
    final Map<SlotId, String> labels = new HashMap<>();
    final Map<SessionHandle, ApplicationId> sessions = new HashMap<>();
    final Map<ApplicationId, Role> logins = new HashMap<>();
    final TreeMap<ObjectHandle, Attributes> objects = new TreeMap<>();
    private int counter;

    @Override
    public SecretStore secrets() {
        return source -> {
            byte[] kept = source.clone();
            Arrays.fill(source, (byte) 0);
            return new HeapSecret(kept);
        };
    }

    private record HeapSecret(byte[] bytes) implements Secret {
        @Override
        public int length() {
            return bytes.length;
        }

        @Override
        public <T> T withBytes(Function<byte[], T> reader) {
            return reader.apply(bytes);
        }

        @Override
        public void close() {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    private static String text(Secret secret) {
        try (secret) {
            return secret.withBytes(bytes -> new String(bytes, StandardCharsets.UTF_8));
        }
    }

    @Override
    public int slots() {
        return SLOTS;
    }

    @Override
    public Outcome<Unit> initToken(Call call, SlotId slot, Secret soPin, String label) {
        String pin = text(soPin);
        if (slot.value() >= SLOTS) {
            return Outcome.refused(Fault.SLOT_ID_INVALID);
        }
        if (sessions.keySet().stream().anyMatch(session -> session.slot().equals(slot))) {
            return Outcome.refused(Fault.SESSION_EXISTS);
        }
        if (soPins.containsKey(slot) && !pin.equals(soPins.get(slot))) {
            return Outcome.refused(Fault.PIN_INCORRECT);
        }
        soPins.put(slot, pin);
        labels.put(slot, label);
        userPins.remove(slot);
        return Outcome.OK;
    }

    @Override
    public Outcome<SessionHandle> openSession(Call call, SlotId slot, boolean readWrite) {
        if (!soPins.containsKey(slot)) {
            return Outcome.refused(Fault.TOKEN_NOT_INITIALIZED);
        }
        SessionHandle session = SessionHandle.of(slot, ++counter);
        sessions.put(session, call.application());
        return Outcome.done(session);
    }

    @Override
    public Outcome<Unit> login(Call call, SessionHandle session, Role role, Secret pin) {
        Map<SlotId, String> pins = role == Role.USER ? userPins : soPins;
        if (!text(pin).equals(pins.get(session.slot()))) {
            return Outcome.refused(Fault.PIN_INCORRECT);
        }
        logins.put(call.application(), role);
        return Outcome.OK;
    }

    @Override
    public Outcome<Unit> initPin(Call call, SessionHandle session, Secret pin) {
        if (logins.get(call.application()) != Role.SECURITY_OFFICER) {
            return Outcome.refused(Fault.USER_NOT_LOGGED_IN);
        }
        userPins.put(session.slot(), text(pin));
        return Outcome.OK;
    }

    @Override
    public Outcome<Unit> closeAllSessions(Call call, SlotId slot) {
        sessions.values().removeIf(call.application()::equals);
        logins.remove(call.application());
        return Outcome.OK;
    }

    @Override
    public Outcome<Attributes> facts(Call call, SessionHandle session, ObjectHandle object) {
        Attributes found = objects.get(object);
        return found == null ? Outcome.refused(Fault.OBJECT_HANDLE_INVALID) : Outcome.done(found);
    }

    @Override
    public Outcome<Unit> destroyObject(Call call, SessionHandle session, ObjectHandle object) {
        return objects.remove(object) == null ? Outcome.refused(Fault.OBJECT_HANDLE_INVALID) : Outcome.OK;
    }

    @Override
    public Outcome<ObjectHandle> generateKey(Call call, SessionHandle session, Mechanism mechanism, Template template) {
        return logins.get(call.application()) == Role.USER
                ? Outcome.done(add(template))
                : Outcome.refused(Fault.USER_NOT_LOGGED_IN);
    }

    @Override
    public Outcome<KeyPairHandles> generateKeyPair(
            Call call, SessionHandle session, Mechanism mechanism, Template publicTemplate, Template privateTemplate) {
        return logins.get(call.application()) == Role.USER
                ? Outcome.done(new KeyPairHandles(add(publicTemplate), add(privateTemplate)))
                : Outcome.refused(Fault.USER_NOT_LOGGED_IN);
    }

    private ObjectHandle add(Template template) {
        ObjectHandle handle = ObjectHandle.ofToken(objects.size() + 1L);
        objects.put(handle, template.attributes());
        return handle;
    }

    @Override
    public ApplicationTicket admit(int peerUid) {
        byte[] id = new byte[ApplicationId.BYTES];
        id[0] = (byte) ++counter;
        return new ApplicationTicket(new ApplicationId(Octets.wrap(id)), Octets.EMPTY);
    }

    @Override
    public void applicationGone(ApplicationId application) {
        sessions.values().removeIf(application::equals);
    }

    private static UnsupportedOperationException notHere() {
        return new UnsupportedOperationException("administration has no use for it");
    }

    @Override
    public long stamp(SlotId slot) {
        throw notHere();
    }

    @Override
    public Outcome<List<TokenView>> tokens(Call call) {
        throw notHere();
    }

    @Override
    public Outcome<TokenView> token(Call call, SlotId slot) {
        throw notHere();
    }

    @Override
    public Outcome<Unit> setPin(Call call, SessionHandle session, Secret oldPin, Secret newPin) {
        throw notHere();
    }

    @Override
    public Outcome<Unit> closeSession(Call call, SessionHandle session) {
        throw notHere();
    }

    @Override
    public Outcome<SessionView> session(Call call, SessionHandle session) {
        throw notHere();
    }

    @Override
    public Outcome<Unit> logout(Call call, SessionHandle session) {
        throw notHere();
    }

    @Override
    public Outcome<ObjectHandle> createObject(Call call, SessionHandle session, Template template) {
        throw notHere();
    }

    @Override
    public Outcome<ObjectHandle> copyObject(Call call, SessionHandle session, ObjectHandle source, Template changes) {
        throw notHere();
    }

    @Override
    public Outcome<Unit> setAttributes(Call call, SessionHandle session, ObjectHandle object, Template changes) {
        throw notHere();
    }

    @Override
    public Outcome<List<AttributeAnswer>> attributes(
            Call call, SessionHandle session, ObjectHandle object, List<AttributeType> types) {
        throw notHere();
    }

    @Override
    public Outcome<FoundObjects> find(
            Call call, SessionHandle session, Template wanted, ObjectHandle after, int limit) {
        throw notHere();
    }

    @Override
    public Outcome<byte[]> sign(Call call, SessionHandle session, KeyUse use, Input data) {
        throw notHere();
    }

    @Override
    public Outcome<Unit> verify(Call call, SessionHandle session, KeyUse use, Input data, byte[] signature) {
        throw notHere();
    }

    @Override
    public Outcome<byte[]> encrypt(Call call, SessionHandle session, KeyUse use, Input data) {
        throw notHere();
    }

    @Override
    public Outcome<byte[]> decrypt(Call call, SessionHandle session, KeyUse use, Input data) {
        throw notHere();
    }

    @Override
    public Outcome<byte[]> digest(Call call, SessionHandle session, Mechanism mechanism, Input data) {
        throw notHere();
    }

    @Override
    public Outcome<byte[]> random(Call call, SessionHandle session, int length) {
        throw notHere();
    }

    @Override
    public Outcome<Unit> begin(
            Call call, SessionHandle session, long operationNumber, Operation operation, KeyUse use) {
        throw notHere();
    }

    @Override
    public Outcome<byte[]> update(Call call, SessionHandle session, long operationNumber, Input data) {
        throw notHere();
    }

    @Override
    public Outcome<byte[]> finish(Call call, SessionHandle session, long operationNumber) {
        throw notHere();
    }

    @Override
    public Outcome<Unit> finishVerify(Call call, SessionHandle session, long operationNumber, byte[] signature) {
        throw notHere();
    }

    @Override
    public Outcome<Unit> cancel(Call call, SessionHandle session, long operationNumber) {
        throw notHere();
    }

    @Override
    public boolean isGenuine(ApplicationTicket ticket, int peerUid) {
        throw notHere();
    }
}
