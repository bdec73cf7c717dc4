package io.craton.hsm.core.object;

import io.craton.hsm.core.secret.Secret;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * What a caller asks an object to be: public values, and the values that may be key material, which stay secrets. Closing it wipes the
 * secrets; whoever receives a template closes it.
 */
public final class Template implements AutoCloseable {
    private final Attributes attributes;
    private final Map<AttributeType, Secret> keyMaterial;

    private Template(Attributes attributes, Map<AttributeType, Secret> keyMaterial) {
        this.attributes = attributes;
        this.keyMaterial = keyMaterial;
    }

    public static Template of(Attributes attributes) {
        return new Template(attributes, Map.of());
    }

    /** Takes over the secrets, each under a type that {@linkplain AttributeType#isKeyMaterial is key material}. */
    public static Template of(Attributes attributes, Map<AttributeType, Secret> keyMaterial) {
        if (keyMaterial.isEmpty()) {
            return of(attributes);
        }
        EnumMap<AttributeType, Secret> copy = new EnumMap<>(keyMaterial);
        if (copy.keySet().stream().anyMatch(type -> !type.isKeyMaterial())) {
            throw new IllegalArgumentException("not key material: " + copy.keySet());
        }
        return new Template(attributes, Collections.unmodifiableMap(copy));
    }

    public Attributes attributes() {
        return attributes;
    }

    public Map<AttributeType, Secret> keyMaterial() {
        return keyMaterial;
    }

    @Override
    public void close() {
        keyMaterial.values().forEach(Secret::close);
    }

    @Override
    public String toString() {
        return "Template[" + attributes + ", key material " + keyMaterial.keySet() + "]";
    }
}
