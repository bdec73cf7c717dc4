package io.craton.hsm.core.object.rules;

import static io.craton.hsm.core.object.rules.Samples.creation;
import static io.craton.hsm.core.object.rules.Samples.object;
import static io.craton.hsm.core.object.rules.Samples.sample;
import static io.craton.hsm.core.object.rules.Samples.with;
import static io.craton.hsm.core.object.rules.Samples.withMaterial;
import static io.craton.hsm.core.object.rules.Samples.without;

import io.craton.hsm.core.Golden;
import io.craton.hsm.core.Octets;
import io.craton.hsm.core.fault.Fault;
import io.craton.hsm.core.fault.Outcome;
import io.craton.hsm.core.mechanism.Mechanism;
import io.craton.hsm.core.object.AttributeType;
import io.craton.hsm.core.object.AttributeValue;
import io.craton.hsm.core.object.Attributes;
import io.craton.hsm.core.object.KeyType;
import io.craton.hsm.core.object.NamedCurve;
import io.craton.hsm.core.object.ObjectClass;
import io.craton.hsm.core.object.Template;
import io.craton.hsm.core.object.rules.Samples.Kind;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What every operation answers for every attribute of every kind of object, one golden file for a kind, to be read beside the tables of
 * the standard. A column says what happens when the attribute alone is added, left out, changed or read.
 */
final class AttributeTableTest {
    private static final Path FOLDER = Path.of("src/test/resources/io/craton/hsm/core/object/rules");

    @ParameterizedTest
    @EnumSource
    void everyOperationAnswersForEveryAttributeAsTheTableSays(Kind kind) {
        StringBuilder table = new StringBuilder(line(List.of(
                "attribute",
                "create",
                "create-without",
                "generate",
                "generate-without",
                "initial",
                "set",
                "set-off",
                "copy",
                "copy-off",
                "read",
                "read-open")));
        for (AttributeType type : AttributeType.values()) {
            table.append(line(row(kind, type)));
        }
        Golden.verify(FOLDER.resolve(kind.name().toLowerCase(Locale.ROOT) + ".txt"), table.toString());
    }

    private static List<String> row(Kind kind, AttributeType type) {
        boolean isFlag = type.kind() == AttributeType.Kind.FLAG;
        return List.of(
                type.name(),
                fault(ObjectRules.created(given(kind, creation(kind), type))),
                fault(ObjectRules.created(without(creation(kind), type))),
                generation(kind, template -> given(kind, template, type)),
                generation(kind, template -> without(template, type)),
                initial(kind, type),
                fault(ObjectRules.changed(start(kind, type), only(type, true))),
                isFlag ? fault(ObjectRules.changed(startOn(kind, type), only(type, false))) : ".",
                fault(ObjectRules.copied(start(kind, type), only(type, true))),
                isFlag ? fault(ObjectRules.copied(startOn(kind, type), only(type, false))) : ".",
                ObjectRules.reading(object(kind), type).name(),
                ObjectRules.reading(opened(object(kind)), type).name());
    }

    /** The template with the attribute given, as a secret where the kind keeps it as one. */
    private static Template given(Kind kind, Template template, AttributeType type) {
        if (template.attributes().has(type)) {
            return template;
        }
        return kind.objectClass().holdsKeyMaterial() && type.isKeyMaterial()
                ? withMaterial(template, type, 32)
                : with(template, type, sample(type, true));
    }

    private static String generation(Kind kind, Function<Template, Template> change) {
        Template rsa = Template.of(
                Attributes.builder().put(AttributeType.MODULUS_BITS, 2048).build());
        Template ec = Template.of(Attributes.builder()
                .put(AttributeType.EC_PARAMS, NamedCurve.P_256.ecParams())
                .build());
        Template secret = Template.of(
                Attributes.builder().put(AttributeType.VALUE_LEN, 32).build());
        Template none = Template.of(Attributes.NONE);
        return switch (kind) {
            case DATA, X_509 -> ".";
            case RSA_PUBLIC ->
                fault(ObjectRules.generatedKeyPair(Mechanism.RSA_PKCS_KEY_PAIR_GEN, change.apply(rsa), none));
            case RSA_PRIVATE ->
                fault(ObjectRules.generatedKeyPair(Mechanism.RSA_PKCS_KEY_PAIR_GEN, rsa, change.apply(none)));
            case EC_PUBLIC -> fault(ObjectRules.generatedKeyPair(Mechanism.EC_KEY_PAIR_GEN, change.apply(ec), none));
            case EC_PRIVATE -> fault(ObjectRules.generatedKeyPair(Mechanism.EC_KEY_PAIR_GEN, ec, change.apply(none)));
            case AES -> fault(ObjectRules.generatedSecretKey(Mechanism.AES_KEY_GEN, change.apply(secret)));
            case GENERIC_SECRET ->
                fault(ObjectRules.generatedSecretKey(Mechanism.GENERIC_SECRET_KEY_GEN, change.apply(secret)));
        };
    }

    /** The value the created object has though its template gave none; {@code *} where the template had to give it. */
    private static String initial(Kind kind, AttributeType type) {
        if (creation(kind).attributes().has(type)) {
            return "*";
        }
        return object(kind).get(type).map(AttributeTableTest::text).orElse("-");
    }

    private static String text(AttributeValue value) {
        return switch (value) {
            case AttributeValue.Flag(boolean flag) -> Boolean.toString(flag);
            case AttributeValue.Number(long number) -> Long.toString(number);
            case AttributeValue.Bytes(Octets octets) -> octets.isEmpty() ? "empty" : octets.toHex();
            case AttributeValue.ClassName(ObjectClass name) -> name.name();
            case AttributeValue.KeyTypeName(KeyType name) -> name.name();
            case AttributeValue.MechanismName(Mechanism name) -> name.name();
            case AttributeValue.Unavailable() -> "unavailable";
        };
    }

    /** The object as made, but modifiable and copyable, with the flag in question off. */
    private static Attributes start(Kind kind, AttributeType type) {
        return flagged(kind, type, false);
    }

    private static Attributes startOn(Kind kind, AttributeType type) {
        return flagged(kind, type, true);
    }

    /** MODIFIABLE and COPYABLE themselves stay on: with them off nothing at all can be changed or copied. */
    private static Attributes flagged(Kind kind, AttributeType type, boolean on) {
        Attributes object = object(kind);
        boolean gate = type == AttributeType.MODIFIABLE || type == AttributeType.COPYABLE;
        return object.has(type) && type.kind() == AttributeType.Kind.FLAG && !gate
                ? object.toBuilder().put(type, on).build()
                : object;
    }

    private static Attributes opened(Attributes object) {
        return object.toBuilder()
                .put(AttributeType.SENSITIVE, false)
                .put(AttributeType.EXTRACTABLE, true)
                .build();
    }

    private static Attributes only(AttributeType type, boolean on) {
        return Attributes.builder().put(type, sample(type, on)).build();
    }

    private static String fault(Outcome<?> outcome) {
        return switch (outcome) {
            case Outcome.Done<?> _ -> "ok";
            case Outcome.Refused<?>(Fault fault) -> fault.name();
        };
    }

    private static String line(List<String> cells) {
        return String.join(" | ", cells) + "\n";
    }
}
