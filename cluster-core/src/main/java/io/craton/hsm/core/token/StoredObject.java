package io.craton.hsm.core.token;

import io.craton.hsm.core.Octets;
import io.craton.hsm.core.id.ObjectHandle;
import java.util.Optional;

/**
 * A token object as it is agreed on and stored.
 *
 * @param uid 16 random bytes that bind the sealed parts to this object
 * @param isPrivate whether only a logged-in user sees it; then both parts are sealed under the token's data key
 * @param attributes encoded attributes, sealed when private
 * @param material key material, always sealed; empty where there is none
 */
public record StoredObject(
        ObjectHandle handle, Octets uid, boolean isPrivate, Octets attributes, Optional<Octets> material) {}
