package io.craton.hsm.core.object.rules;

import io.craton.hsm.core.fault.Fault;
import io.craton.hsm.core.fault.Outcome;
import io.craton.hsm.core.object.AttributeType;
import io.craton.hsm.core.object.AttributeValue;
import io.craton.hsm.core.object.Attributes;
import java.util.Map;
import java.util.Optional;

/** C_SetAttributeValue and C_CopyObject (PKCS#11 3.2, sections 4.1.2, 4.1.3, 5.7.2 and 5.7.6). */
final class ObjectChange {
    private ObjectChange() {}

    static Outcome<Attributes> changed(Attributes current, Attributes changes) {
        if (!current.flag(AttributeType.MODIFIABLE)) {
            return Outcome.refused(Fault.ACTION_PROHIBITED);
        }
        return applied(current, changes, false);
    }

    static Outcome<Attributes> copied(Attributes source, Attributes changes) {
        if (!source.flag(AttributeType.COPYABLE)) {
            return Outcome.refused(Fault.ACTION_PROHIBITED);
        }
        // The copy is another object: the token gives it a unique id of its own.
        return applied(source, changes, true)
                .map(copy -> copy.toBuilder().remove(AttributeType.UNIQUE_ID).build());
    }

    private static Outcome<Attributes> applied(Attributes current, Attributes changes, boolean inCopy) {
        ObjectSchema schema = ObjectSchema.of(current);
        Optional<Fault> values = ValueRules.refusal(changes);
        if (values.isPresent()) {
            return Outcome.refused(values.get());
        }
        for (Map.Entry<AttributeType, AttributeValue> entry : changes.asMap().entrySet()) {
            Optional<Fault> refusal = refusal(schema, current, entry.getKey(), entry.getValue(), inCopy);
            if (refusal.isPresent()) {
                return Outcome.refused(refusal.get());
            }
        }
        Attributes result = current.toBuilder().putAll(changes).build();
        return ValueRules.fitsOneObject(result) ? Outcome.done(result) : Outcome.refused(Fault.TEMPLATE_INCONSISTENT);
    }

    private static Optional<Fault> refusal(
            ObjectSchema schema, Attributes current, AttributeType type, AttributeValue value, boolean inCopy) {
        Optional<AttributeRule> rule = schema.rule(type);
        if (rule.isEmpty()) {
            return Optional.of(TemplateRules.FOREIGN_ATTRIBUTE);
        }
        boolean same = current.get(type).map(value::equals).orElse(false);
        boolean on = value instanceof AttributeValue.Flag(boolean flag) && flag;
        return switch (rule.get().change()) {
            case FREE -> Optional.empty();
            // Repeating what a copy inherits anyway changes nothing (section 4.1.1, item 6).
            case NEVER -> readOnlyUnless(inCopy && same);
            case TO_TRUE -> readOnlyUnless(same || on);
            case TO_FALSE -> readOnlyUnless(same || !on);
            case IN_COPY -> readOnlyUnless(inCopy);
            case IN_COPY_TO_TRUE -> inCopy ? downgradeRefusal(same || on) : readOnlyUnless(false);
        };
    }

    private static Optional<Fault> readOnlyUnless(boolean allowed) {
        return allowed ? Optional.empty() : Optional.of(Fault.ATTRIBUTE_READ_ONLY);
    }

    private static Optional<Fault> downgradeRefusal(boolean allowed) {
        return allowed ? Optional.empty() : Optional.of(Fault.TEMPLATE_INCONSISTENT);
    }
}
