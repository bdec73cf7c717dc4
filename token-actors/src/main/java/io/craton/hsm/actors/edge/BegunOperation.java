package io.craton.hsm.actors.edge;

import io.craton.hsm.core.id.ObjectHandle;
import io.craton.hsm.crypto.PartialOperation;
import org.jspecify.annotations.Nullable;

/**
 * An operation in parts that a session has begun. It can outlive the lease its key was used under, so every result of it is held against
 * the key before it leaves.
 *
 * @param key null for a digest
 */
record BegunOperation(PartialOperation parts, @Nullable KeyInUse key) implements AutoCloseable {
    /** The key an operation works with, and the word on whether it still may. */
    record KeyInUse(ObjectHandle handle, ObjectAccess.Grant grant) {
        boolean wasDropped() {
            return !grant.object().isLive();
        }
    }

    /** Whether its key was dropped on this node, for good or not, so that it cannot go on. */
    boolean lostItsKey() {
        return key != null && key.wasDropped();
    }

    @Override
    public void close() {
        parts.close();
    }
}
