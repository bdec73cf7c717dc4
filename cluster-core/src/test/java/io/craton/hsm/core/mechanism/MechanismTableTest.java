package io.craton.hsm.core.mechanism;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.core.Golden;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The catalogue agrees with itself, and the reference page with the catalogue. */
final class MechanismTableTest {
    private static final Set<Operation> MAKES_KEYS = EnumSet.of(Operation.GENERATE, Operation.GENERATE_KEY_PAIR);

    @Test
    void theReferencePageShowsTheCatalogue() {
        String rows =
                Arrays.stream(Mechanism.values()).map(MechanismTableTest::row).collect(Collectors.joining());
        Golden.verify(Path.of("../docs/reference/mechanisms.md"), HEAD + rows + FOOT);
    }

    @ParameterizedTest
    @EnumSource
    void everyEntryIsWholeAndWithoutContradiction(Mechanism mechanism) {
        assertThat(mechanism.operations()).isNotEmpty();
        assertThat(mechanism.backends()).isNotEmpty().doesNotHaveDuplicates();
        assertThat(mechanism.keyType().isEmpty()).isEqualTo(mechanism.does(Operation.DIGEST));
        assertThat(mechanism.keySizes().min())
                .isLessThanOrEqualTo(mechanism.keySizes().max());
        boolean makesKeys = mechanism.operations().stream().anyMatch(MAKES_KEYS::contains);
        if (makesKeys) {
            assertThat(mechanism.operations()).hasSize(1);
            assertThat(mechanism.takesParts()).isFalse();
            assertThat(mechanism.parameters()).isEqualTo(MechanismParameters.Kind.NONE);
        }
        assertThat(mechanism.does(Operation.SIGN)).isEqualTo(mechanism.does(Operation.VERIFY));
        assertThat(mechanism.does(Operation.ENCRYPT)).isEqualTo(mechanism.does(Operation.DECRYPT));
    }

    private static String row(Mechanism mechanism) {
        List<String> cells = List.of(
                "`CKM_" + mechanism + "`",
                mechanism.operations().stream().map(MechanismTableTest::words).collect(Collectors.joining(", ")),
                mechanism.keyType().map(type -> "`CKK_" + type + "`").orElse("none"),
                mechanism.keyType().isEmpty() ? "" : sizes(mechanism.keySizes()),
                parameters(mechanism.parameters()),
                mechanism.takesParts() ? "yes" : "no",
                String.join(", ", mechanism.backends()));
        return "| " + String.join(" | ", cells) + " |\n";
    }

    private static String words(Operation operation) {
        return switch (operation) {
            case ENCRYPT -> "encrypt";
            case DECRYPT -> "decrypt";
            case DIGEST -> "digest";
            case SIGN -> "sign";
            case VERIFY -> "verify";
            case GENERATE -> "generate key";
            case GENERATE_KEY_PAIR -> "generate key pair";
        };
    }

    private static String sizes(KeySizes sizes) {
        String unit = switch (sizes.unit()) {
            case BITS -> "bits";
            case BYTES -> "bytes";
        };
        return sizes.min() + "–" + sizes.max() + " " + unit;
    }

    private static String parameters(MechanismParameters.Kind kind) {
        return switch (kind) {
            case NONE -> "none";
            case IV_16 -> "IV, 16 bytes";
            case GCM -> "`CK_GCM_PARAMS`: IV 1–256 bytes, additional data up to 64 KiB, tag 96–128 bits in steps of 8";
        };
    }

    private static final String HEAD = """
            # Mechanisms

            Every mechanism of the token, from the catalogue that the mechanism list, its flags and the routing to backends are made of. A test
            writes this page; change the catalogue, not the page.

            | Mechanism | Does | Keys | Sizes | Parameters | In parts | Backends, first choice first |
            |---|---|---|---|---|---|---|
            """;

    private static final String FOOT = """

            - RSA keys are generated with 2048, 3072 or 4096 bits and an odd public exponent above 65536 of at most 32 bits (65537 where the
              template names none). RSA keys of any size within the range can be imported.
            - Curves are P-256 and P-384, named by object identifier in `CKA_EC_PARAMS`; others answer `CKR_CURVE_NOT_SUPPORTED`.
            - AES keys have 16, 24 or 32 bytes.
            - The sizes are those of `C_GetMechanismInfo`, in the unit the standard has for the mechanism.
            """;
}
