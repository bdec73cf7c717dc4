package io.craton.hsm.actors;

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
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Everything a gateway can ask of the cluster, as one node answers it. A request names its {@link Call}; a repeat of a change with the
 * same sequence number, on this node or another, gets the first result and changes nothing. Every stage completes by the call's
 * deadline, with {@link io.craton.hsm.core.fault.Fault#DEVICE_ERROR} where the cluster could not answer. Requests that name a session
 * are refused with {@code SESSION_HANDLE_INVALID} unless it belongs to the calling application. Secrets and templates passed in are
 * closed by the service. Thread-safe. Any method may block the calling thread, at most until the call's deadline.
 *
 * <p>The methods that return a stage change or read agreed state; the ones that return an {@link Outcome} run cryptography on the
 * calling thread, under a permit of the bounded crypto dispatcher and a valid key lease.
 */
public interface HsmService {
    /** Where secrets of requests are put. */
    SecretStore secrets();

    int slots();

    /**
     * The token's version stamp as this node knows it: it changes whenever a key is destroyed, an attribute changes or somebody logs in or out, so
     * that what a client cached can be dropped. Never blocks.
     */
    long stamp(SlotId slot);

    CompletionStage<Outcome<TokenView>> token(Call call, SlotId slot);

    CompletionStage<Outcome<Outcome.Unit>> initToken(Call call, SlotId slot, Secret soPin, String label);

    CompletionStage<Outcome<Outcome.Unit>> initPin(Call call, SessionHandle session, Secret pin);

    CompletionStage<Outcome<Outcome.Unit>> setPin(Call call, SessionHandle session, Secret oldPin, Secret newPin);

    CompletionStage<Outcome<SessionHandle>> openSession(Call call, SlotId slot, boolean readWrite);

    CompletionStage<Outcome<Outcome.Unit>> closeSession(Call call, SessionHandle session);

    CompletionStage<Outcome<Outcome.Unit>> closeAllSessions(Call call, SlotId slot);

    CompletionStage<Outcome<SessionView>> session(Call call, SessionHandle session);

    CompletionStage<Outcome<Outcome.Unit>> login(Call call, SessionHandle session, Role role, Secret pin);

    CompletionStage<Outcome<Outcome.Unit>> logout(Call call, SessionHandle session);

    CompletionStage<Outcome<ObjectHandle>> createObject(Call call, SessionHandle session, Template template);

    CompletionStage<Outcome<ObjectHandle>> copyObject(
            Call call, SessionHandle session, ObjectHandle source, Template changes);

    CompletionStage<Outcome<Outcome.Unit>> destroyObject(Call call, SessionHandle session, ObjectHandle object);

    CompletionStage<Outcome<Outcome.Unit>> setAttributes(
            Call call, SessionHandle session, ObjectHandle object, Template changes);

    /** One answer for each type asked, in that order. */
    CompletionStage<Outcome<List<AttributeAnswer>>> attributes(
            Call call, SessionHandle session, ObjectHandle object, List<AttributeType> types);

    /** The object's public attributes as the session sees them, for validation at the edge. */
    CompletionStage<Outcome<Attributes>> facts(Call call, SessionHandle session, ObjectHandle object);

    /** Handles of the objects the session sees that match, ascending, token objects first. */
    CompletionStage<Outcome<List<ObjectHandle>>> find(Call call, SessionHandle session, Template wanted);

    CompletionStage<Outcome<ObjectHandle>> generateKey(
            Call call, SessionHandle session, Mechanism mechanism, Template template);

    CompletionStage<Outcome<KeyPairHandles>> generateKeyPair(
            Call call, SessionHandle session, Mechanism mechanism, Template publicTemplate, Template privateTemplate);

    Outcome<byte[]> sign(
            Call call,
            SessionHandle session,
            Mechanism mechanism,
            MechanismParameters parameters,
            ObjectHandle key,
            byte[] data,
            int offset,
            int length);

    Outcome<Outcome.Unit> verify(
            Call call,
            SessionHandle session,
            Mechanism mechanism,
            MechanismParameters parameters,
            ObjectHandle key,
            byte[] data,
            int offset,
            int length,
            byte[] signature);

    Outcome<byte[]> encrypt(
            Call call,
            SessionHandle session,
            Mechanism mechanism,
            MechanismParameters parameters,
            ObjectHandle key,
            byte[] data,
            int offset,
            int length);

    Outcome<byte[]> decrypt(
            Call call,
            SessionHandle session,
            Mechanism mechanism,
            MechanismParameters parameters,
            ObjectHandle key,
            byte[] data,
            int offset,
            int length);

    Outcome<byte[]> digest(Call call, SessionHandle session, Mechanism mechanism, byte[] data, int offset, int length);

    /** {@code length} random bytes, at most 64 KiB. */
    Outcome<byte[]> random(Call call, SessionHandle session, int length);

    /**
     * Begins an operation in parts. It lives on this node only, under a number the client chose, and ends with the session.
     *
     * @param key {@link #NO_KEY} for a digest
     */
    Outcome<Outcome.Unit> begin(
            Call call,
            SessionHandle session,
            long operationNumber,
            Operation operation,
            Mechanism mechanism,
            MechanismParameters parameters,
            ObjectHandle key);

    Outcome<byte[]> update(Call call, SessionHandle session, long operationNumber, byte[] data, int offset, int length);

    /** Ends an operation that answers bytes; refused or not, the operation is over. */
    Outcome<byte[]> finish(Call call, SessionHandle session, long operationNumber);

    /** Ends a verification. */
    Outcome<Outcome.Unit> finishVerify(Call call, SessionHandle session, long operationNumber, byte[] signature);

    Outcome<Outcome.Unit> cancel(Call call, SessionHandle session, long operationNumber);

    /** A new application's identity, for the user the gateway's peer runs as. */
    ApplicationTicket admit(int peerUid);

    /** Whether {@code ticket} was issued, by any node, to a process of {@code peerUid}. Constant time. */
    boolean isGenuine(ApplicationTicket ticket, int peerUid);

    /**
     * Tells that the last connection of an application to this node is gone. Unless it is connected to another node, its sessions
     * are closed.
     */
    void applicationGone(ApplicationId application);

    /** The handle that stands for no key. */
    ObjectHandle NO_KEY = new ObjectHandle(0);
}
