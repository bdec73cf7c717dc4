package io.craton.hsm.ops.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.craton.hsm.actors.admin.ObjectSummary;
import io.craton.hsm.core.Octets;
import io.craton.hsm.core.id.ObjectHandle;
import io.craton.hsm.core.object.AttributeType;
import io.craton.hsm.core.object.AttributeValue;
import io.craton.hsm.core.object.Attributes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An object of a token. Never shows key material.
 *
 * @param objectClass for instance {@code private-key}
 * @param id hexadecimal
 * @param uses what the key may be used for
 * @param attributes all public ones; absent in lists
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ObjectView(
        String object,
        @Nullable String objectClass,
        @Nullable String label,
        @Nullable String id,
        @Nullable String keyType,
        @Nullable Long keyBits,
        boolean isPrivate,
        boolean sensitive,
        boolean extractable,
        List<String> uses,
        @Nullable List<Attribute> attributes) {
    /** @param value flags and numbers as text, bytes in hexadecimal, classes and types by name */
    public record Attribute(String type, String value) {}

    private static final List<AttributeType> USES = List.of(
            AttributeType.ENCRYPT,
            AttributeType.DECRYPT,
            AttributeType.WRAP,
            AttributeType.UNWRAP,
            AttributeType.SIGN,
            AttributeType.VERIFY,
            AttributeType.DERIVE);

    static ObjectView of(ObjectSummary summary) {
        return of(summary.object(), summary.attributes(), null);
    }

    static ObjectView whole(ObjectHandle object, Attributes attributes) {
        List<Attribute> all = new ArrayList<>();
        attributes.forEach((type, value) -> all.add(new Attribute(word(type), text(value))));
        return of(object, attributes, all);
    }

    private static ObjectView of(ObjectHandle object, Attributes them, @Nullable List<Attribute> all) {
        return new ObjectView(
                Long.toUnsignedString(object.value()),
                them.objectClass().map(ObjectView::word).orElse(null),
                them.bytes(AttributeType.LABEL)
                        .map(label -> new String(label.toByteArray(), StandardCharsets.UTF_8))
                        .orElse(null),
                them.bytes(AttributeType.ID).map(Octets::toHex).orElse(null),
                them.keyType().map(ObjectView::word).orElse(null),
                them.number(AttributeType.MODULUS_BITS)
                        .or(() -> them.number(AttributeType.VALUE_LEN).map(bytes -> bytes * 8))
                        .orElse(null),
                them.flag(AttributeType.PRIVATE),
                them.flag(AttributeType.SENSITIVE),
                them.flag(AttributeType.EXTRACTABLE),
                USES.stream().filter(them::flag).map(ObjectView::word).toList(),
                all);
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String text(AttributeValue value) {
        return switch (value) {
            case AttributeValue.Flag(boolean flag) -> Boolean.toString(flag);
            case AttributeValue.Number(long number) -> Long.toUnsignedString(number);
            case AttributeValue.Bytes(Octets bytes) -> bytes.toHex();
            case AttributeValue.ClassName(var name) -> word(name);
            case AttributeValue.KeyTypeName(var name) -> word(name);
            case AttributeValue.MechanismName(var name) -> word(name);
            case AttributeValue.Unavailable _ -> "unavailable";
        };
    }
}
