package io.craton.hsm.gateway.request;

import io.craton.hsm.core.fault.Fault;
import io.craton.hsm.core.fault.Outcome;
import io.craton.hsm.core.object.AttributeType;
import io.craton.hsm.core.object.AttributeValue;
import io.craton.hsm.core.object.Attributes;
import io.craton.hsm.core.object.ObjectClass;
import io.craton.hsm.core.object.ObjectLimits;
import io.craton.hsm.core.object.Template;
import io.craton.hsm.core.secret.Secret;
import io.craton.hsm.core.secret.SecretStore;
import io.craton.hsm.gateway.wire.Cka;
import io.craton.hsm.gateway.wire.Slice;
import io.craton.hsm.gateway.wire.Wire;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads templates (PKCS#11 3.2, section 4.1). A type given twice must have one value. Key material goes to the secret store, unless the
 * class says that the object holds none. Thread-safe.
 */
final class TemplateReader {
    private final SecretStore secrets;

    TemplateReader(SecretStore secrets) {
        this.secrets = secrets;
    }

    /**
     * Reads what an object is to be or become.
     *
     * @param implied the class where the template names none; null when it is unknown, which counts as one with key material
     */
    Outcome<Template> read(List<Wire.Attribute> template, @Nullable ObjectClass implied) {
        Optional<Fault> fault = faultOf(template);
        if (fault.isPresent()) {
            return Outcome.refused(fault.get());
        }
        ObjectClass named = classIn(template);
        return collect(template, named == null ? implied : named);
    }

    /**
     * Reads what a search looks for: empty when nothing can match, because it names a type or a value that no object here has.
     * Applications search for vendor classes and attributes as a matter of course, and expect to find none.
     */
    Outcome<Optional<Template>> readSearch(List<Wire.Attribute> template) {
        Optional<Fault> fault = faultOf(template);
        if (fault.isPresent()) {
            return fault.get() == Fault.ATTRIBUTE_TYPE_INVALID
                    ? Outcome.done(Optional.empty())
                    : Outcome.refused(fault.get());
        }
        ObjectClass named = classIn(template);
        // without a class, CKA_VALUE searches for a certificate or data: no search finds a key by its value
        return switch (collect(template, named == null ? ObjectClass.DATA : named)) {
            case Outcome.Done<Template>(Template wanted) -> Outcome.done(Optional.of(wanted));
            case Outcome.Refused<Template>(Fault refused) ->
                refused == Fault.ATTRIBUTE_VALUE_INVALID && wellFormed(template)
                        ? Outcome.done(Optional.empty())
                        : Outcome.refused(refused);
        };
    }

    /** Whether the template has values of types whose class decides how they are kept, and does not name the class. */
    static boolean needsClass(List<Wire.Attribute> template) {
        return classIn(template) == null
                && template.stream()
                        .map(a -> ObjectNumbers.attribute(a.type()))
                        .anyMatch(type -> type != null && type.isKeyMaterial());
    }

    private static Optional<Fault> faultOf(List<Wire.Attribute> template) {
        Map<Long, Slice> seen = HashMap.newHashMap(template.size());
        int bytes = 0;
        for (Wire.Attribute attribute : template) {
            Slice earlier = seen.putIfAbsent(attribute.type(), attribute.value());
            if (earlier != null && !earlier.equals(attribute.value())) {
                return Optional.of(Fault.TEMPLATE_INCONSISTENT);
            }
            bytes += attribute.value().length();
        }
        if (seen.size() > ObjectLimits.MAX_ATTRIBUTES || bytes > ObjectLimits.MAX_OBJECT_BYTES) {
            return Optional.of(Fault.DEVICE_MEMORY);
        }
        boolean unknown = seen.keySet().stream().anyMatch(type -> ObjectNumbers.attribute(type) == null);
        return unknown ? Optional.of(Fault.ATTRIBUTE_TYPE_INVALID) : Optional.empty();
    }

    private static @Nullable ObjectClass classIn(List<Wire.Attribute> template) {
        for (Wire.Attribute attribute : template) {
            if (attribute.type() == Cka.CLASS
                    && AttributeValues.read(AttributeType.CLASS, attribute.value())
                            instanceof Outcome.Done<AttributeValue>(AttributeValue.ClassName(ObjectClass named))) {
                return named;
            }
        }
        return null;
    }

    /** Whether each value has the length of its type, so that only its meaning is unknown here. */
    private static boolean wellFormed(List<Wire.Attribute> template) {
        return template.stream().allMatch(attribute -> {
            AttributeType type = ObjectNumbers.attribute(attribute.type());
            return type != null
                    && switch (type.kind()) {
                        case CLASS, KEY_TYPE, MECHANISM -> attribute.value().length() == Long.BYTES;
                        case BYTES -> true;
                        case FLAG, NUMBER ->
                            AttributeValues.read(type, attribute.value()).isDone();
                    };
        });
    }

    private Outcome<Template> collect(List<Wire.Attribute> template, @Nullable ObjectClass objectClass) {
        boolean holdsKeyMaterial = objectClass == null || objectClass.holdsKeyMaterial();
        Attributes.Builder attributes = Attributes.builder();
        Map<AttributeType, Slice> material = new EnumMap<>(AttributeType.class);
        for (Wire.Attribute attribute : template) {
            AttributeType type = ObjectNumbers.attribute(attribute.type());
            if (type == null) {
                return Outcome.refused(Fault.ATTRIBUTE_TYPE_INVALID);
            }
            if (type.isKeyMaterial() && holdsKeyMaterial) {
                material.put(type, attribute.value());
                continue;
            }
            switch (AttributeValues.read(type, attribute.value())) {
                case Outcome.Done<AttributeValue>(AttributeValue value) -> attributes.put(type, value);
                case Outcome.Refused<AttributeValue>(Fault fault) -> {
                    return Outcome.refused(fault);
                }
            }
        }
        return Outcome.done(Template.of(attributes.build(), take(material)));
    }

    /** Comes last, so that no refusal leaves a secret behind; if the store fails half-way, what it took is closed. */
    private Map<AttributeType, Secret> take(Map<AttributeType, Slice> material) {
        Map<AttributeType, Secret> taken = new EnumMap<>(AttributeType.class);
        try {
            material.forEach((type, value) -> taken.put(type, secrets.take(value.copy())));
            return taken;
        } catch (RuntimeException e) {
            taken.values().forEach(Secret::close);
            throw e;
        }
    }
}
