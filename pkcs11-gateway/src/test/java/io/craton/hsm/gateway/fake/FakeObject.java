package io.craton.hsm.gateway.fake;

import io.craton.hsm.core.Octets;
import io.craton.hsm.core.object.AttributeType;
import io.craton.hsm.core.object.Attributes;
import io.craton.hsm.core.secret.Secret;
import java.security.Key;
import java.util.EnumMap;
import java.util.Map;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** An object with its key material in the open. */
record FakeObject(
        Attributes attributes,
        Map<AttributeType, byte[]> material,
        @Nullable Key key) {
    static FakeObject of(Attributes attributes, Map<AttributeType, Secret> secrets) {
        Map<AttributeType, byte[]> material = new EnumMap<>(AttributeType.class);
        secrets.forEach((type, secret) -> material.put(type, secret.withBytes(byte[]::clone)));
        byte[] value = material.get(AttributeType.VALUE);
        return new FakeObject(attributes, material, value == null ? null : new SecretKeySpec(value, "AES"));
    }

    FakeObject named(long handle) {
        Attributes named = attributes.toBuilder()
                .put(AttributeType.UNIQUE_ID, Octets.ofHex("%016x".formatted(handle)))
                .build();
        return new FakeObject(named, material, key);
    }

    FakeObject with(Attributes changed) {
        return new FakeObject(changed, material, key);
    }
}
