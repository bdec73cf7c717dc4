package io.craton.hsm.actors.edge;

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
import io.craton.hsm.crypto.CryptoModule;
import io.craton.hsm.crypto.PartialOperation;
import io.craton.hsm.crypto.seal.ClusterKey;
import io.craton.hsm.crypto.seal.Purpose;
import java.nio.ByteBuffer;
import java.util.List;

/** The port of this node, put together from its parts. */
final class EdgeService implements HsmService {
    private final CryptoModule crypto;
    private final ClusterKey clusterKey;
    private final SessionRegistry registry;
    private final SessionService sessions;
    private final ObjectService objects;
    private final ObjectFinder finder;
    private final ObjectMaker maker;
    private final DataPlane data;
    private final int slots;

    EdgeService(
            CryptoModule crypto,
            ClusterKey clusterKey,
            SessionRegistry registry,
            SessionService sessions,
            ObjectService objects,
            ObjectFinder finder,
            ObjectMaker maker,
            DataPlane data,
            int slots) {
        this.crypto = crypto;
        this.clusterKey = clusterKey;
        this.registry = registry;
        this.sessions = sessions;
        this.objects = objects;
        this.finder = finder;
        this.maker = maker;
        this.data = data;
        this.slots = slots;
    }

    @Override
    public SecretStore secrets() {
        return crypto.secrets();
    }

    @Override
    public int slots() {
        return slots;
    }

    @Override
    public long stamp(SlotId slot) {
        return registry.isKnownSlot(slot) ? registry.token(slot).stamp() : 0;
    }

    @Override
    public Outcome<List<TokenView>> tokens(Call call) {
        return sessions.views(call.deadlineNanos());
    }

    @Override
    public Outcome<TokenView> token(Call call, SlotId slot) {
        return sessions.view(call, slot);
    }

    @Override
    public Outcome<Outcome.Unit> initToken(Call call, SlotId slot, Secret soPin, String label) {
        try (soPin) {
            return sessions.initToken(call, slot, soPin, label);
        }
    }

    @Override
    public Outcome<Outcome.Unit> initPin(Call call, SessionHandle session, Secret pin) {
        try (pin) {
            return sessions.initPin(call, session, pin);
        }
    }

    @Override
    public Outcome<Outcome.Unit> setPin(Call call, SessionHandle session, Secret oldPin, Secret newPin) {
        try (oldPin;
                newPin) {
            return sessions.setPin(call, session, oldPin, newPin);
        }
    }

    @Override
    public Outcome<SessionHandle> openSession(Call call, SlotId slot, boolean readWrite) {
        return sessions.open(call, slot, readWrite);
    }

    @Override
    public Outcome<Outcome.Unit> closeSession(Call call, SessionHandle session) {
        return sessions.close(call, session);
    }

    @Override
    public Outcome<Outcome.Unit> closeAllSessions(Call call, SlotId slot) {
        return sessions.closeAll(call, slot);
    }

    @Override
    public Outcome<SessionView> session(Call call, SessionHandle session) {
        return sessions.info(call, session);
    }

    @Override
    public Outcome<Outcome.Unit> login(Call call, SessionHandle session, Role role, Secret pin) {
        try (pin) {
            return sessions.login(call, session, role, pin);
        }
    }

    @Override
    public Outcome<Outcome.Unit> logout(Call call, SessionHandle session) {
        return sessions.logout(call, session);
    }

    @Override
    public Outcome<ObjectHandle> createObject(Call call, SessionHandle session, Template template) {
        try (template) {
            return maker.create(call, session, template);
        }
    }

    @Override
    public Outcome<ObjectHandle> copyObject(Call call, SessionHandle session, ObjectHandle source, Template changes) {
        try (changes) {
            return maker.copy(call, session, source, changes);
        }
    }

    @Override
    public Outcome<Outcome.Unit> destroyObject(Call call, SessionHandle session, ObjectHandle object) {
        return objects.destroy(call, session, object);
    }

    @Override
    public Outcome<Outcome.Unit> setAttributes(
            Call call, SessionHandle session, ObjectHandle object, Template changes) {
        try (changes) {
            return changes.keyMaterial().isEmpty()
                    ? objects.change(call, session, object, changes.attributes())
                    : Outcome.refused(Fault.ATTRIBUTE_READ_ONLY);
        }
    }

    @Override
    public Outcome<List<AttributeAnswer>> attributes(
            Call call, SessionHandle session, ObjectHandle object, List<AttributeType> types) {
        return objects.attributes(call, session, object, types);
    }

    @Override
    public Outcome<Attributes> facts(Call call, SessionHandle session, ObjectHandle object) {
        return objects.facts(call, session, object);
    }

    @Override
    public Outcome<FoundObjects> find(
            Call call, SessionHandle session, Template wanted, ObjectHandle after, int limit) {
        try (wanted) {
            return finder.find(call, session, wanted, after, limit);
        }
    }

    @Override
    public Outcome<ObjectHandle> generateKey(Call call, SessionHandle session, Mechanism mechanism, Template template) {
        try (template) {
            return maker.generateKey(call, session, mechanism, template);
        }
    }

    @Override
    public Outcome<KeyPairHandles> generateKeyPair(
            Call call, SessionHandle session, Mechanism mechanism, Template publicTemplate, Template privateTemplate) {
        try (publicTemplate;
                privateTemplate) {
            return maker.generateKeyPair(call, session, mechanism, publicTemplate, privateTemplate);
        }
    }

    @Override
    public Outcome<byte[]> sign(Call call, SessionHandle session, KeyUse use, Input data) {
        return this.data.withKey(
                call,
                session,
                Operation.SIGN,
                use,
                key -> crypto.sign(key, use.mechanism(), use.parameters(), data.array(), data.offset(), data.length()));
    }

    @Override
    public Outcome<Outcome.Unit> verify(Call call, SessionHandle session, KeyUse use, Input data, byte[] signature) {
        return this.data.withKey(
                call,
                session,
                Operation.VERIFY,
                use,
                key -> crypto.verify(
                        key, use.mechanism(), use.parameters(), data.array(), data.offset(), data.length(), signature));
    }

    @Override
    public Outcome<byte[]> encrypt(Call call, SessionHandle session, KeyUse use, Input data) {
        return this.data.withKey(
                call,
                session,
                Operation.ENCRYPT,
                use,
                key -> crypto.encrypt(
                        key, use.mechanism(), use.parameters(), data.array(), data.offset(), data.length()));
    }

    @Override
    public Outcome<byte[]> decrypt(Call call, SessionHandle session, KeyUse use, Input data) {
        return this.data.withKey(
                call,
                session,
                Operation.DECRYPT,
                use,
                key -> crypto.decrypt(
                        key, use.mechanism(), use.parameters(), data.array(), data.offset(), data.length()));
    }

    @Override
    public Outcome<byte[]> digest(Call call, SessionHandle session, Mechanism mechanism, Input data) {
        return this.data.digest(call, session, mechanism, data);
    }

    @Override
    public Outcome<byte[]> random(Call call, SessionHandle session, int length) {
        return data.random(call, session, length);
    }

    @Override
    public Outcome<Outcome.Unit> begin(
            Call call, SessionHandle session, long operationNumber, Operation operation, KeyUse use) {
        return data.begin(call, session, operationNumber, operation, use);
    }

    @Override
    public Outcome<byte[]> update(Call call, SessionHandle session, long operationNumber, Input data) {
        return this.data.update(call, session, operationNumber, data);
    }

    @Override
    public Outcome<byte[]> finish(Call call, SessionHandle session, long operationNumber) {
        return data.end(call, session, operationNumber, PartialOperation::finish);
    }

    @Override
    public Outcome<Outcome.Unit> finishVerify(
            Call call, SessionHandle session, long operationNumber, byte[] signature) {
        return data.end(call, session, operationNumber, operation -> operation.finishVerify(signature));
    }

    @Override
    public Outcome<Outcome.Unit> cancel(Call call, SessionHandle session, long operationNumber) {
        return data.cancel(call, session, operationNumber);
    }

    @Override
    public ApplicationTicket admit(int peerUid) {
        byte[] random = new byte[ApplicationId.BYTES];
        crypto.random(random);
        ApplicationId application = new ApplicationId(Octets.wrap(random));
        return new ApplicationTicket(
                application, Octets.wrap(clusterKey.authenticate(Purpose.RESUME, identity(application, peerUid))));
    }

    @Override
    public boolean isGenuine(ApplicationTicket ticket, int peerUid) {
        return clusterKey.verify(
                Purpose.RESUME,
                identity(ticket.application(), peerUid),
                ticket.proof().toByteArray());
    }

    private static byte[] identity(ApplicationId application, int peerUid) {
        byte[] identity = new byte[ApplicationId.BYTES + Integer.BYTES];
        application.value().copyTo(identity, 0);
        ByteBuffer.wrap(identity).putInt(ApplicationId.BYTES, peerUid);
        return identity;
    }

    @Override
    public void applicationGone(ApplicationId application) {
        sessions.gone(application);
    }
}
