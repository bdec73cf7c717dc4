package io.craton.hsm.core.object.rules;

import io.craton.hsm.core.object.AttributeValue;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the standard says of one attribute of one kind of object: the footnotes of its attribute tables (PKCS#11 3.2, section 4.2), as data.
 *
 * @param created in a template of C_CreateObject (footnotes 1 and 2)
 * @param generated in a template of C_GenerateKey or C_GenerateKeyPair (footnotes 3 and 4)
 * @param change how it may change later (footnotes 8, 11 and 12, and section 4.1.3)
 * @param initial the value where the template gives none; null where there is none, or where it depends on other attributes
 */
record AttributeRule(
        Presence created,
        Presence generated,
        Change change,
        @Nullable AttributeValue initial) {
    enum Presence {
        REQUIRED,
        OPTIONAL,
        FORBIDDEN
    }

    enum Change {
        /** Fixed when the object is made. */
        NEVER,
        /** By C_SetAttributeValue and C_CopyObject (footnote 8). */
        FREE,
        /** As {@link #FREE}, from false to true only (footnote 11). */
        TO_TRUE,
        /** As {@link #FREE}, from true to false only (footnote 12). */
        TO_FALSE,
        /** By C_CopyObject alone (section 4.1.3). */
        IN_COPY,
        /** By C_CopyObject alone, from false to true: a copy never shows a private object to everybody. */
        IN_COPY_TO_TRUE
    }

    /** The occasion a template is for. */
    enum Occasion {
        CREATE,
        GENERATE
    }

    Presence presence(Occasion occasion) {
        return switch (occasion) {
            case CREATE -> created;
            case GENERATE -> generated;
        };
    }

    Optional<AttributeValue> initialValue() {
        return Optional.ofNullable(initial);
    }

    /** May be given whenever an object is made, and has a value if it is not. */
    static AttributeRule optional(Change change, AttributeValue initial) {
        return new AttributeRule(Presence.OPTIONAL, Presence.OPTIONAL, change, initial);
    }

    /** May be given whenever an object is made; where it is not, other attributes decide. */
    static AttributeRule optional(Change change) {
        return new AttributeRule(Presence.OPTIONAL, Presence.OPTIONAL, change, null);
    }

    /** Never changes; may or may not be given as the occasion says. */
    static AttributeRule fixed(Presence created, Presence generated) {
        return new AttributeRule(created, generated, Change.NEVER, null);
    }

    /** Only ever set by the token itself (footnotes 2, 4 and 6). */
    static AttributeRule byToken() {
        return fixed(Presence.FORBIDDEN, Presence.FORBIDDEN);
    }
}
