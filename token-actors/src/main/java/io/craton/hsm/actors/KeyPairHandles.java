package io.craton.hsm.actors;

import io.craton.hsm.core.id.ObjectHandle;

/** The handles of a generated key pair. */
public record KeyPairHandles(ObjectHandle publicKey, ObjectHandle privateKey) {}
