package io.craton.hsm.core.token;

import io.craton.hsm.core.Octets;
import io.craton.hsm.core.id.ObjectHandle;
import java.util.Optional;

/** A {@link StoredObject} that has no handle yet. */
public record NewObject(Octets uid, boolean isPrivate, Octets attributes, Optional<Octets> material) {
    public StoredObject withHandle(ObjectHandle handle) {
        return new StoredObject(handle, uid, isPrivate, attributes, material);
    }
}
