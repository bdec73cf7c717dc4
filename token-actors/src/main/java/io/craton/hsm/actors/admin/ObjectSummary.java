package io.craton.hsm.actors.admin;

import io.craton.hsm.core.id.ObjectHandle;
import io.craton.hsm.core.object.Attributes;

/** An object with those of its attributes that a list shows. */
public record ObjectSummary(ObjectHandle object, Attributes attributes) {}
