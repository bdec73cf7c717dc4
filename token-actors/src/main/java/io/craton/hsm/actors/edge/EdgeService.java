package io.craton.hsm.actors.edge;

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
import io.craton.hsm.core.id.ApplicationId;
import io.craton.hsm.core.id.ObjectHandle;
import io.craton.hsm.core.id.Role;
import io.craton.hsm.core.id.SessionHandle;
import io.craton.hsm.core.id.SlotId;
import io.craton.hsm.core.mechanism.Mechanism;
import io.craton.hsm.core.mechanism.MechanismParameters;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The port of this node, put together from its parts. */
final class EdgeService implements HsmService {
    private final CryptoModule crypto;
    private final ClusterKey clusterKey;
    private final SessionRegistry registry;
    private final SessionService sessions;
    private final ObjectService objects;
    private final ObjectMaker maker;
    private final DataPlane data;
    private final int slots;

    EdgeService(
            CryptoModule crypto,
            ClusterKey clusterKey,
            SessionRegistry registry,
            SessionService sessions,
            ObjectService objects,
            ObjectMaker maker,
            DataPlane data,
            int slots) {
        this.crypto = crypto;
        this.clusterKey = clusterKey;
        this.registry = registry;
        this.sessions = sessions;
        this.objects = objects;
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
    public CompletionStage<Outcome<TokenView>> token(Call call, SlotId slot) {
        return done(sessions.view(call, slot));
    }

    @Override
    public CompletionStage<Outcome<Outcome.Unit>> initToken(Call call, SlotId slot, Secret soPin, String label) {
        try (soPin) {
            return done(sessions.initToken(call, slot, soPin, label));
        }
    }

    @Override
    public CompletionStage<Outcome<Outcome.Unit>> initPin(Call call, SessionHandle session, Secret pin) {
        try (pin) {
            return done(sessions.initPin(call, session, pin));
        }
    }

    @Override
    public CompletionStage<Outcome<Outcome.Unit>> setPin(
            Call call, SessionHandle session, Secret oldPin, Secret newPin) {
        try (oldPin;
                newPin) {
            return done(sessions.setPin(call, session, oldPin, newPin));
        }
    }

    @Override
    public CompletionStage<Outcome<SessionHandle>> openSession(Call call, SlotId slot, boolean readWrite) {
        return done(sessions.open(call, slot, readWrite));
    }

    @Override
    public CompletionStage<Outcome<Outcome.Unit>> closeSession(Call call, SessionHandle session) {
        return done(sessions.close(call, session));
    }

    @Override
    public CompletionStage<Outcome<Outcome.Unit>> closeAllSessions(Call call, SlotId slot) {
        return done(sessions.closeAll(call, slot));
    }

    @Override
    public CompletionStage<Outcome<SessionView>> session(Call call, SessionHandle session) {
        return done(sessions.info(call, session));
    }

    @Override
    public CompletionStage<Outcome<Outcome.Unit>> login(Call call, SessionHandle session, Role role, Secret pin) {
        try (pin) {
            return done(sessions.login(call, session, role, pin));
        }
    }

    @Override
    public CompletionStage<Outcome<Outcome.Unit>> logout(Call call, SessionHandle session) {
        return done(sessions.logout(call, session));
    }

    @Override
    public CompletionStage<Outcome<ObjectHandle>> createObject(Call call, SessionHandle session, Template template) {
        try (template) {
            return done(maker.create(call, session, template));
        }
    }

    @Override
    public CompletionStage<Outcome<ObjectHandle>> copyObject(
            Call call, SessionHandle session, ObjectHandle source, Template changes) {
        try (changes) {
            return done(maker.copy(call, session, source, changes));
        }
    }

    @Override
    public CompletionStage<Outcome<Outcome.Unit>> destroyObject(Call call, SessionHandle session, ObjectHandle object) {
        return done(objects.destroy(call, session, object));
    }

    @Override
    public CompletionStage<Outcome<Outcome.Unit>> setAttributes(
            Call call, SessionHandle session, ObjectHandle object, Template changes) {
        try (changes) {
            return done(
                    changes.keyMaterial().isEmpty()
                            ? objects.change(call, session, object, changes.attributes())
                            : Outcome.refused(Fault.ATTRIBUTE_READ_ONLY));
        }
    }

    @Override
    public CompletionStage<Outcome<List<AttributeAnswer>>> attributes(
            Call call, SessionHandle session, ObjectHandle object, List<AttributeType> types) {
        return done(objects.attributes(call, session, object, types));
    }

    @Override
    public CompletionStage<Outcome<Attributes>> facts(Call call, SessionHandle session, ObjectHandle object) {
        return done(objects.facts(call, session, object));
    }

    @Override
    public CompletionStage<Outcome<List<ObjectHandle>>> find(Call call, SessionHandle session, Template wanted) {
        try (wanted) {
            return done(objects.find(call, session, wanted));
        }
    }

    @Override
    public CompletionStage<Outcome<ObjectHandle>> generateKey(
            Call call, SessionHandle session, Mechanism mechanism, Template template) {
        try (template) {
            return done(maker.generateKey(call, session, mechanism, template));
        }
    }

    @Override
    public CompletionStage<Outcome<KeyPairHandles>> generateKeyPair(
            Call call, SessionHandle session, Mechanism mechanism, Template publicTemplate, Template privateTemplate) {
        try (publicTemplate;
                privateTemplate) {
            return done(maker.generateKeyPair(call, session, mechanism, publicTemplate, privateTemplate));
        }
    }

    private static <T> CompletionStage<Outcome<T>> done(Outcome<T> outcome) {
        return CompletableFuture.completedStage(outcome);
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
        return this.data.withKey(
                new DataPlane.Use(call, session, Operation.SIGN, mechanism, parameters),
                key,
                usable -> crypto.sign(usable, mechanism, parameters, data, offset, length));
    }

    @Override
    public Outcome<Outcome.Unit> verify(
            Call call,
            SessionHandle session,
            Mechanism mechanism,
            MechanismParameters parameters,
            ObjectHandle key,
            byte[] data,
            int offset,
            int length,
            byte[] signature) {
        return this.data.withKey(
                new DataPlane.Use(call, session, Operation.VERIFY, mechanism, parameters),
                key,
                usable -> crypto.verify(usable, mechanism, parameters, data, offset, length, signature));
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
        return this.data.withKey(
                new DataPlane.Use(call, session, Operation.ENCRYPT, mechanism, parameters),
                key,
                usable -> crypto.encrypt(usable, mechanism, parameters, data, offset, length));
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
        return this.data.withKey(
                new DataPlane.Use(call, session, Operation.DECRYPT, mechanism, parameters),
                key,
                usable -> crypto.decrypt(usable, mechanism, parameters, data, offset, length));
    }

    @Override
    public Outcome<byte[]> digest(
            Call call, SessionHandle session, Mechanism mechanism, byte[] data, int offset, int length) {
        return this.data.digest(call, session, mechanism, data, offset, length);
    }

    @Override
    public Outcome<byte[]> random(Call call, SessionHandle session, int length) {
        return data.random(call, session, length);
    }

    @Override
    public Outcome<Outcome.Unit> begin(
            Call call,
            SessionHandle session,
            long operationNumber,
            Operation operation,
            Mechanism mechanism,
            MechanismParameters parameters,
            ObjectHandle key) {
        return data.begin(new DataPlane.Use(call, session, operation, mechanism, parameters), operationNumber, key);
    }

    @Override
    public Outcome<byte[]> update(
            Call call, SessionHandle session, long operationNumber, byte[] data, int offset, int length) {
        return this.data.update(call, session, operationNumber, data, offset, length);
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
