package io.craton.hsm.core.object.rules;

import io.craton.hsm.core.fault.Fault;
import io.craton.hsm.core.fault.Outcome;
import io.craton.hsm.core.object.AttributeType;
import io.craton.hsm.core.object.AttributeValue;
import io.craton.hsm.core.object.Attributes;
import io.craton.hsm.core.object.KeyType;
import io.craton.hsm.core.object.ObjectClass;
import io.craton.hsm.core.object.Template;
import io.craton.hsm.core.object.rules.AttributeRule.Occasion;
import io.craton.hsm.core.object.rules.AttributeRule.Presence;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** How a template is held against the table of its kind of object, and completed from it (PKCS#11 3.2, section 4.1.1). */
final class TemplateRules {
    /**
     * For an attribute of the standard that this kind of object does not have. The standard's own example says TEMPLATE_INCONSISTENT
     * for it; modules in use say this, which tells the caller which of the two it was.
     */
    static final Fault FOREIGN_ATTRIBUTE = Fault.ATTRIBUTE_TYPE_INVALID;

    /**
     * The usage flags whose initial value depends on the template (footnote 9). A template that turns one of the usual ones on means it
     * so: the others stay off. One that names none of them gets them all; wrapping and recovery are never on unasked.
     */
    private static final Set<AttributeType> USAGES = EnumSet.of(
            AttributeType.ENCRYPT,
            AttributeType.DECRYPT,
            AttributeType.SIGN,
            AttributeType.SIGN_RECOVER,
            AttributeType.VERIFY,
            AttributeType.VERIFY_RECOVER,
            AttributeType.WRAP,
            AttributeType.UNWRAP);

    private TemplateRules() {}

    /**
     * The template's public values, completed with every initial value.
     *
     * <p>Refused: ATTRIBUTE_TYPE_INVALID for an attribute that this kind of object does not have, ATTRIBUTE_READ_ONLY for one that this
     * occasion does not let the caller give, TEMPLATE_INCOMPLETE where a required one is missing, TEMPLATE_INCONSISTENT for key material
     * given as a public value or the reverse.
     */
    static Outcome<Attributes> complete(ObjectSchema schema, Template template, Occasion occasion) {
        Optional<Fault> refusal = refusal(schema, template, occasion);
        return refusal.isPresent()
                ? Outcome.refused(refusal.get())
                : Outcome.done(withInitialValues(schema, template.attributes()));
    }

    private static Optional<Fault> refusal(ObjectSchema schema, Template template, Occasion occasion) {
        for (AttributeType type : template.attributes().asMap().keySet()) {
            Optional<Fault> refusal = givenRefusal(schema, type, occasion, false);
            if (refusal.isPresent()) {
                return refusal;
            }
        }
        for (AttributeType type : template.keyMaterial().keySet()) {
            Optional<Fault> refusal = givenRefusal(schema, type, occasion, true);
            if (refusal.isPresent()) {
                return refusal;
            }
        }
        for (Map.Entry<AttributeType, AttributeRule> entry : schema.rules().entrySet()) {
            AttributeType type = entry.getKey();
            boolean given =
                    template.attributes().has(type) || template.keyMaterial().containsKey(type);
            if (!given && entry.getValue().presence(occasion) == Presence.REQUIRED) {
                return Optional.of(Fault.TEMPLATE_INCOMPLETE);
            }
        }
        return Optional.empty();
    }

    private static Optional<Fault> givenRefusal(
            ObjectSchema schema, AttributeType type, Occasion occasion, boolean asKeyMaterial) {
        Optional<AttributeRule> rule = schema.rule(type);
        if (rule.isEmpty()) {
            return Optional.of(FOREIGN_ATTRIBUTE);
        }
        if (rule.get().presence(occasion) == Presence.FORBIDDEN) {
            return Optional.of(Fault.ATTRIBUTE_READ_ONLY);
        }
        return schema.isKeyMaterial(type) == asKeyMaterial
                ? Optional.empty()
                : Optional.of(Fault.TEMPLATE_INCONSISTENT);
    }

    private static Attributes withInitialValues(ObjectSchema schema, Attributes given) {
        Attributes.Builder complete = given.toBuilder();
        boolean namesUsage = schema.usualUsages().stream().anyMatch(given::flag);
        schema.rules().forEach((type, rule) -> {
            rule.initialValue().ifPresent(value -> complete.putIfAbsent(type, value));
            if (USAGES.contains(type)) {
                boolean usual = !namesUsage && schema.usualUsages().contains(type);
                complete.putIfAbsent(type, AttributeValue.of(usual));
            }
        });
        return complete.build();
    }

    /** Refuses a template that names another class or key type than the mechanism makes. */
    static Optional<Fault> kindRefusal(Attributes given, ObjectClass objectClass, KeyType keyType) {
        boolean sameClass =
                given.objectClass().map(named -> named == objectClass).orElse(true);
        boolean sameType = given.keyType().map(named -> named == keyType).orElse(true);
        return sameClass && sameType ? Optional.empty() : Optional.of(Fault.TEMPLATE_INCONSISTENT);
    }
}
