package io.craton.hsm.core.session;

import io.craton.hsm.core.id.ObjectHandle;
import io.craton.hsm.core.token.NewObject;
import io.craton.hsm.core.token.StoredObject;
import java.util.List;

/** What can be asked of a session. Whether the caller may ask is settled before. */
public sealed interface SessionCommand {
    /** Commands that a client retries under the same number. */
    sealed interface Requested extends SessionCommand {
        long sequence();
    }

    record TakeOver(String node) implements SessionCommand {}

    record CreateObjects(long sequence, List<NewObject> objects) implements Requested {}

    record ChangeObject(long sequence, StoredObject object) implements Requested {}

    record DestroyObject(long sequence, ObjectHandle object) implements Requested {}

    record DestroyPrivateObjects() implements SessionCommand {}

    record End() implements SessionCommand {}
}
