package io.craton.hsm.core.token;

import io.craton.hsm.core.Octets;
import io.craton.hsm.core.id.ApplicationId;
import io.craton.hsm.core.id.ObjectHandle;
import io.craton.hsm.core.id.RequestId;
import io.craton.hsm.core.id.Role;
import io.craton.hsm.core.id.SessionHandle;
import java.util.List;

/** What happened to a token. Persisted and replicated before it is acknowledged. */
public sealed interface TokenEvent {
    /**
     * The request that caused an event.
     *
     * @param oldestUnanswered results of the application below this number may be forgotten
     */
    record Cause(RequestId request, long oldestUnanswered) {}

    /** Objects, logins and the user PIN of an earlier life are gone. */
    record TokenInitialized(Cause cause, String label, String serial, WrappedSecret soPin) implements TokenEvent {}

    /** Persisted before the PIN is looked at. */
    record PinTryCounted(Cause cause, Role role) implements TokenEvent {}

    record PinTryFailed(Cause cause) implements TokenEvent {}

    /** A right PIN sets its counter back. */
    record LoggedIn(Cause cause, Role role, Octets loginKey) implements TokenEvent {}

    record LoggedOut(Cause cause) implements TokenEvent {}

    record PinSet(Cause cause, Role role, WrappedSecret wrapped) implements TokenEvent {}

    record SessionOpened(Cause cause, SessionHandle session, boolean readWrite, String node) implements TokenEvent {}

    record SessionClosed(Cause cause, SessionHandle session) implements TokenEvent {}

    record AllSessionsClosed(Cause cause) implements TokenEvent {}

    record ApplicationAttached(ApplicationId application, String node) implements TokenEvent {}

    record ApplicationDetached(ApplicationId application, String node) implements TokenEvent {}

    /** @param by the operator's request */
    record ApplicationEvicted(ApplicationId application, RequestId by) implements TokenEvent {}

    /**
     * @param application whose it was
     * @param by the operator's request
     */
    record SessionEvicted(ApplicationId application, SessionHandle session, RequestId by) implements TokenEvent {}

    record ObjectsCreated(Cause cause, List<StoredObject> objects) implements TokenEvent {}

    record ObjectChanged(Cause cause, StoredObject object) implements TokenEvent {}

    record ObjectDestroyed(Cause cause, ObjectHandle object) implements TokenEvent {}
}
