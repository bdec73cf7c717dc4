package io.craton.hsm.actors;

import io.craton.hsm.core.id.ObjectHandle;
import io.craton.hsm.core.mechanism.Mechanism;
import io.craton.hsm.core.mechanism.MechanismParameters;

/**
 * How an operation is to be done.
 *
 * @param key {@link #NO_KEY} for a digest
 */
public record KeyUse(Mechanism mechanism, MechanismParameters parameters, ObjectHandle key) {
    /** The handle that stands for no key. */
    public static final ObjectHandle NO_KEY = new ObjectHandle(0);
}
