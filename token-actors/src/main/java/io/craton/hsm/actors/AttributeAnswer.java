package io.craton.hsm.actors;

import io.craton.hsm.core.object.AttributeValue;
import io.craton.hsm.core.secret.Secret;

/** What one attribute asked for came to (PKCS#11 3.2, section 5.7.5). */
public sealed interface AttributeAnswer {
    record Value(AttributeValue value) implements AttributeAnswer {}

    /** Key material that may be read: the receiver closes it. */
    record Material(Secret value) implements AttributeAnswer {}

    /** The object has it, and it may not be read. */
    record Sensitive() implements AttributeAnswer {}

    /** The object does not have it. */
    record Absent() implements AttributeAnswer {}
}
