package io.craton.hsm.actors.admin;

import io.craton.hsm.core.id.ObjectHandle;
import io.craton.hsm.core.object.Attributes;

/**
 * Which objects, and which part of the list.
 *
 * @param wanted values that all have to be there, equal
 * @param labelPart what the label contains, whatever the case; empty for any label
 * @param after the last object of the page before
 */
public record ObjectQuery(Attributes wanted, String labelPart, ObjectHandle after, int limit) {}
