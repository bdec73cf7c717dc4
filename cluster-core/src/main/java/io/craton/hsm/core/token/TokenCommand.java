package io.craton.hsm.core.token;

import io.craton.hsm.core.Octets;
import io.craton.hsm.core.id.ApplicationId;
import io.craton.hsm.core.id.ObjectHandle;
import io.craton.hsm.core.id.RequestId;
import io.craton.hsm.core.id.Role;
import io.craton.hsm.core.id.SessionHandle;
import io.craton.hsm.core.token.TokenEvent.Cause;
import java.util.List;

/**
 * What can be asked of a token. Random bytes, sealed blobs and the outcome of a PIN check arrive in the command: the machine itself
 * has no key, clock or randomness.
 */
public sealed interface TokenCommand {
    /** Commands that a client retries under the same request. */
    sealed interface Requested extends TokenCommand {
        Cause cause();

        default ApplicationId application() {
            return cause().request().application();
        }
    }

    /** Initialises the token; the SO PIN of an initialised one has been checked by whoever sends this. */
    record InitializeToken(Cause cause, String label, String serial, WrappedSecret soPin) implements Requested {}

    /** Counts a try of a PIN that is about to be checked. Refused when the PIN is locked or not set. */
    record CountPinTry(Cause cause, PinUse use) implements Requested {}

    /** The PIN was wrong. */
    record FailPinTry(Cause cause) implements Requested {}

    /** The PIN was right: log the application in. */
    record LogIn(Cause cause, SessionHandle session, Role role, Octets loginKey) implements Requested {}

    record LogOut(Cause cause, SessionHandle session) implements Requested {}

    /** The SO sets the user's PIN (C_InitPIN). */
    record SetUserPin(Cause cause, SessionHandle session, WrappedSecret wrapped) implements Requested {}

    /** Somebody changes his own PIN (C_SetPIN), the old one having been checked. */
    record ChangePin(Cause cause, SessionHandle session, Role role, WrappedSecret wrapped) implements Requested {}

    record OpenSession(Cause cause, boolean readWrite, String node) implements Requested {}

    record CloseSession(Cause cause, SessionHandle session) implements Requested {}

    record CloseAllSessions(Cause cause) implements Requested {}

    /** An application shows up on another node. Refused unless the session is its own. */
    record Attach(ApplicationId application, SessionHandle session, String node) implements TokenCommand {}

    /** The application has no connection to the node any more. */
    record Detach(ApplicationId application, String node) implements TokenCommand {}

    /**
     * An operator takes the token from an application: its sessions, its login, and what it is remembered for. Repeating it does nothing.
     *
     * @param by the operator's request, for the record
     */
    record EvictApplication(ApplicationId application, RequestId by) implements TokenCommand {}

    /** An operator closes a session, whosever it is. Repeating it does nothing. */
    record EvictSession(SessionHandle session, RequestId by) implements TokenCommand {}

    record CreateObjects(Cause cause, SessionHandle session, List<NewObject> objects) implements Requested {}

    record ChangeObject(Cause cause, SessionHandle session, StoredObject object) implements Requested {}

    record DestroyObject(Cause cause, SessionHandle session, ObjectHandle object) implements Requested {}

    /** What a PIN is about to be used for. */
    sealed interface PinUse {
        record ForLogin(SessionHandle session, Role role) implements PinUse {}

        record ForChange(SessionHandle session) implements PinUse {}

        record ForInitialization() implements PinUse {}
    }
}
