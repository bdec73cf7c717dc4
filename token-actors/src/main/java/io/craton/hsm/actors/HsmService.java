package io.craton.hsm.actors;

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
import java.util.List;

/**
 * Everything a gateway can ask of the cluster, as one node answers it. A request names its {@link Call}; a repeat of a change with the
 * same sequence number, on this node or another, gets the first result and changes nothing. Every method blocks the calling thread, at most
 * until the call's deadline, and is refused with {@link io.craton.hsm.core.fault.Fault#DEVICE_ERROR} where the cluster could not answer by
 * then. Requests that name a session are refused with {@code SESSION_HANDLE_INVALID} unless it belongs to the calling application. Secrets
 * and templates passed in are closed by the service. Cryptography runs on the calling thread, under a permit of the bounded crypto
 * dispatcher and a valid key lease. Thread-safe.
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

    /** Every slot's token, in order; refused where one of them did not answer. */
    Outcome<List<TokenView>> tokens(Call call);

    Outcome<TokenView> token(Call call, SlotId slot);

    Outcome<Outcome.Unit> initToken(Call call, SlotId slot, Secret soPin, String label);

    Outcome<Outcome.Unit> initPin(Call call, SessionHandle session, Secret pin);

    Outcome<Outcome.Unit> setPin(Call call, SessionHandle session, Secret oldPin, Secret newPin);

    Outcome<SessionHandle> openSession(Call call, SlotId slot, boolean readWrite);

    Outcome<Outcome.Unit> closeSession(Call call, SessionHandle session);

    Outcome<Outcome.Unit> closeAllSessions(Call call, SlotId slot);

    Outcome<SessionView> session(Call call, SessionHandle session);

    Outcome<Outcome.Unit> login(Call call, SessionHandle session, Role role, Secret pin);

    Outcome<Outcome.Unit> logout(Call call, SessionHandle session);

    Outcome<ObjectHandle> createObject(Call call, SessionHandle session, Template template);

    Outcome<ObjectHandle> copyObject(Call call, SessionHandle session, ObjectHandle source, Template changes);

    Outcome<Outcome.Unit> destroyObject(Call call, SessionHandle session, ObjectHandle object);

    Outcome<Outcome.Unit> setAttributes(Call call, SessionHandle session, ObjectHandle object, Template changes);

    /** One answer for each type asked, in that order. */
    Outcome<List<AttributeAnswer>> attributes(
            Call call, SessionHandle session, ObjectHandle object, List<AttributeType> types);

    /** The object's public attributes as the session sees them, for validation at the edge. */
    Outcome<Attributes> facts(Call call, SessionHandle session, ObjectHandle object);

    /**
     * A page of the objects the session sees that match.
     *
     * @param after the last handle of the page before, {@link FoundObjects#START} for the first page
     * @param limit of handles, at least 1
     */
    Outcome<FoundObjects> find(Call call, SessionHandle session, Template wanted, ObjectHandle after, int limit);

    Outcome<ObjectHandle> generateKey(Call call, SessionHandle session, Mechanism mechanism, Template template);

    Outcome<KeyPairHandles> generateKeyPair(
            Call call, SessionHandle session, Mechanism mechanism, Template publicTemplate, Template privateTemplate);

    Outcome<byte[]> sign(Call call, SessionHandle session, KeyUse use, Input data);

    Outcome<Outcome.Unit> verify(Call call, SessionHandle session, KeyUse use, Input data, byte[] signature);

    Outcome<byte[]> encrypt(Call call, SessionHandle session, KeyUse use, Input data);

    Outcome<byte[]> decrypt(Call call, SessionHandle session, KeyUse use, Input data);

    Outcome<byte[]> digest(Call call, SessionHandle session, Mechanism mechanism, Input data);

    /** {@code length} random bytes, at most 64 KiB. */
    Outcome<byte[]> random(Call call, SessionHandle session, int length);

    /** Begins an operation in parts. It lives on this node only, under a number the client chose, and ends with the session. */
    Outcome<Outcome.Unit> begin(
            Call call, SessionHandle session, long operationNumber, Operation operation, KeyUse use);

    Outcome<byte[]> update(Call call, SessionHandle session, long operationNumber, Input data);

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
}
