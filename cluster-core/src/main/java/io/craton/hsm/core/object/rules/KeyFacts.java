package io.craton.hsm.core.object.rules;

import io.craton.hsm.core.object.AttributeType;
import io.craton.hsm.core.object.Attributes;
import java.util.EnumSet;
import java.util.Set;

/** What a backend contributes to a key: the public facts that follow from its material. */
final class KeyFacts {
    private static final Set<AttributeType> FACTS = EnumSet.of(
            AttributeType.MODULUS,
            AttributeType.MODULUS_BITS,
            AttributeType.PUBLIC_EXPONENT,
            AttributeType.EC_PARAMS,
            AttributeType.EC_POINT,
            AttributeType.PUBLIC_KEY_INFO,
            AttributeType.VALUE_LEN);

    private KeyFacts() {}

    static Attributes withFacts(Attributes key, Attributes facts) {
        ObjectSchema schema = ObjectSchema.of(key);
        Attributes.Builder complete = key.toBuilder();
        facts.forEach((type, value) -> {
            if (!FACTS.contains(type)) {
                throw new IllegalArgumentException(type + " is no fact of a key");
            }
            if (schema.has(type)) {
                complete.put(type, value);
            }
        });
        return complete.build();
    }
}
