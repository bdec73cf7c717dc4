package io.craton.hsm.core.object.rules;

import static io.craton.hsm.core.object.rules.Samples.done;
import static io.craton.hsm.core.object.rules.Samples.modulus;
import static io.craton.hsm.core.object.rules.Samples.object;
import static io.craton.hsm.core.object.rules.Samples.octets;
import static io.craton.hsm.core.object.rules.Samples.point;
import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.core.Octets;
import io.craton.hsm.core.fault.Outcome;
import io.craton.hsm.core.mechanism.Mechanism;
import io.craton.hsm.core.mechanism.Operation;
import io.craton.hsm.core.object.AttributeType;
import io.craton.hsm.core.object.AttributeValue;
import io.craton.hsm.core.object.Attributes;
import io.craton.hsm.core.object.KeyType;
import io.craton.hsm.core.object.NamedCurve;
import io.craton.hsm.core.object.ObjectClass;
import io.craton.hsm.core.object.Template;
import io.craton.hsm.core.object.rules.Samples.Kind;
import io.craton.hsm.core.secret.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What programs in the field send is taken as it is, and makes keys they can use at once. */
final class StockTemplatesTest {
    private static final Path FILE = Path.of("src/test/resources/io/craton/hsm/core/object/rules/stock-templates.txt");

    static Stream<String> calls() throws IOException {
        List<String> lines = Files.readAllLines(FILE);
        return lines.stream().filter(line -> !line.isBlank() && !line.startsWith("#"));
    }

    @ParameterizedTest
    @MethodSource("calls")
    void takesTheTemplatesOfStockClients(String line) {
        String[] words = line.strip().split(" ", 3);
        String rest = words[2];
        switch (words[1]) {
            case "C_CreateObject" -> assertUsable(done(ObjectRules.created(template(rest))));
            case "C_CopyObject" -> assertCopies(template(rest));
            case "C_SetAttributeValue" -> assertChanges(template(rest));
            case "C_GenerateKey" -> assertGeneratesKey(rest);
            case "C_GenerateKeyPair" -> assertGeneratesPair(rest);
            default -> throw new AssertionError(words[1]);
        }
    }

    private static void assertGeneratesKey(String call) {
        String[] words = call.split(" ", 2);
        Attributes key = done(ObjectRules.generatedSecretKey(Mechanism.valueOf(words[0]), template(words[1])));
        assertThat(key.flag(AttributeType.LOCAL)).isTrue();
        assertUsable(key);
    }

    private static void assertGeneratesPair(String call) {
        String[] words = call.split(" ", 2);
        String[] templates = (words[1] + " ").split("\\|", 2);
        KeyPairAttributes pair = done(ObjectRules.generatedKeyPair(
                Mechanism.valueOf(words[0]), template(templates[0]), template(templates[1])));
        Attributes facts = Attributes.builder()
                .put(AttributeType.MODULUS, modulus(2048))
                .put(AttributeType.EC_PARAMS, NamedCurve.P_256.ecParams())
                .build();
        assertUsable(ObjectRules.withFacts(pair.publicKey(), facts));
        assertUsable(ObjectRules.withFacts(pair.privateKey(), facts));
    }

    private static void assertCopies(Template changes) {
        for (Kind kind : Kind.values()) {
            if (kind != Kind.DATA) {
                Attributes copy = done(ObjectRules.copied(object(kind), changes));
                assertThat(copy.matches(changes.attributes())).isTrue();
            }
        }
    }

    private static void assertChanges(Template changes) {
        for (Kind kind : Kind.values()) {
            if (kind != Kind.DATA) {
                Attributes object = object(kind);
                Attributes changed = done(ObjectRules.changed(object, changes));
                assertThat(changed.matches(changes.attributes())).isTrue();
            }
        }
    }

    /** A key can do what a key of its kind is for; whatever else is none. */
    private static void assertUsable(Attributes object) {
        ObjectClass objectClass = object.objectClass().orElseThrow();
        if (!objectClass.isKey()) {
            return;
        }
        boolean isPublic = objectClass == ObjectClass.PUBLIC_KEY;
        Operation signing = isPublic ? Operation.VERIFY : Operation.SIGN;
        Outcome<?> use = switch (object.keyType().orElseThrow()) {
            case RSA -> ObjectRules.usable(object, signing, Mechanism.SHA256_RSA_PKCS);
            case EC -> ObjectRules.usable(object, signing, Mechanism.ECDSA);
            case AES -> ObjectRules.usable(object, Operation.ENCRYPT, Mechanism.AES_GCM);
            case GENERIC_SECRET -> ObjectRules.usable(object, Operation.SIGN, Mechanism.SHA256_HMAC);
        };
        assertThat(use).isEqualTo(Outcome.OK);
    }

    private static Template template(String text) {
        Attributes.Builder attributes = Attributes.builder();
        Map<AttributeType, Secret> material = new EnumMap<>(AttributeType.class);
        boolean secret = text.contains("CLASS=PRIVATE_KEY") || text.contains("CLASS=SECRET_KEY");
        for (String word : text.strip().split(" +")) {
            if (word.isEmpty()) {
                continue;
            }
            String[] parts = word.split("=", 2);
            AttributeType type = AttributeType.valueOf(parts[0]);
            if (secret && type.isKeyMaterial()) {
                material.put(type, new HeapSecret(Integer.parseInt(parts[1])));
            } else {
                attributes.put(type, value(type, parts[1]));
            }
        }
        return Template.of(attributes.build(), material);
    }

    private static AttributeValue value(AttributeType type, String text) {
        return switch (type.kind()) {
            case FLAG -> AttributeValue.of(Boolean.parseBoolean(text));
            case NUMBER -> AttributeValue.of(Long.parseLong(text));
            case CLASS -> AttributeValue.of(ObjectClass.valueOf(text));
            case KEY_TYPE -> AttributeValue.of(KeyType.valueOf(text));
            case MECHANISM -> AttributeValue.of(Mechanism.valueOf(text));
            case BYTES -> AttributeValue.of(bytes(type, Integer.parseInt(text)));
        };
    }

    private static Octets bytes(AttributeType type, int length) {
        return switch (type) {
            case MODULUS -> modulus(length * Byte.SIZE);
            case PUBLIC_EXPONENT -> Octets.ofHex("010001");
            case EC_PARAMS -> NamedCurve.P_256.ecParams();
            case EC_POINT -> point(NamedCurve.P_256);
            default -> octets(length);
        };
    }
}
