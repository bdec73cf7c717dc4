package io.craton.hsm.core.object.rules;

import io.craton.hsm.core.object.AttributeType;
import io.craton.hsm.core.object.Attributes;

/** What of an object may be seen, and by whom (PKCS#11 3.2, sections 4.4, 4.10, 4.11 and 5.7.5). */
final class ObjectAccess {
    private ObjectAccess() {}

    static Reading reading(Attributes object, AttributeType type) {
        if (ObjectSchema.of(object).isKeyMaterial(type)) {
            return object.flag(AttributeType.EXTRACTABLE) && !object.flag(AttributeType.SENSITIVE)
                    ? Reading.MATERIAL
                    : Reading.SENSITIVE;
        }
        return object.has(type) ? Reading.VALUE : Reading.ABSENT;
    }

    static boolean visible(Attributes object, boolean userLoggedIn) {
        return userLoggedIn || !object.flag(AttributeType.PRIVATE);
    }
}
