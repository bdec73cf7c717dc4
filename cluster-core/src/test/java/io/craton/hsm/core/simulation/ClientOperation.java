package io.craton.hsm.core.simulation;

import io.craton.hsm.core.id.ObjectHandle;
import io.craton.hsm.core.id.SessionHandle;

/** What a client asks of the token. */
sealed interface ClientOperation {
    record Open(boolean readWrite) implements ClientOperation {}

    record Close(SessionHandle session) implements ClientOperation {}

    record CloseAll() implements ClientOperation {}

    record LogIn(SessionHandle session, boolean rightPin) implements ClientOperation {}

    record LogOut(SessionHandle session) implements ClientOperation {}

    record Create(SessionHandle session, boolean isPrivate) implements ClientOperation {}

    record Change(SessionHandle session, ObjectHandle key) implements ClientOperation {}

    record Destroy(SessionHandle session, ObjectHandle key) implements ClientOperation {}

    /** Whether its answer says that something cannot be used any more. */
    default boolean takesAway() {
        return switch (this) {
            case Open _, LogIn _, Create _ -> false;
            case Close _, CloseAll _, LogOut _, Change _, Destroy _ -> true;
        };
    }
}
