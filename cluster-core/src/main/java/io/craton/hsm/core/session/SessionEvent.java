package io.craton.hsm.core.session;

import io.craton.hsm.core.id.ObjectHandle;
import io.craton.hsm.core.token.StoredObject;
import java.util.List;

/** What happened to a session. {@code sequence} is the number of the request that caused it. */
public sealed interface SessionEvent {
    /** The session continues on another node; from here on the old copy cannot write. */
    record TakenOver(String node) implements SessionEvent {}

    record ObjectsCreated(long sequence, List<StoredObject> objects) implements SessionEvent {}

    record ObjectChanged(long sequence, StoredObject object) implements SessionEvent {}

    record ObjectDestroyed(long sequence, ObjectHandle object) implements SessionEvent {}

    /** The user logged out: the session's private objects are gone (PKCS#11 3.2, section 5.6.9). */
    record PrivateObjectsDestroyed() implements SessionEvent {}

    record Ended() implements SessionEvent {}
}
