package io.craton.hsm.core.object.rules;

import static io.craton.hsm.core.object.rules.Samples.object;
import static io.craton.hsm.core.object.rules.Samples.octets;
import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.core.Golden;
import io.craton.hsm.core.fault.Fault;
import io.craton.hsm.core.fault.Outcome;
import io.craton.hsm.core.mechanism.Mechanism;
import io.craton.hsm.core.mechanism.MechanismParameters;
import io.craton.hsm.core.mechanism.Operation;
import io.craton.hsm.core.object.AttributeType;
import io.craton.hsm.core.object.Attributes;
import io.craton.hsm.core.object.rules.Samples.Kind;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class KeyUseTest {
    private static final List<AttributeType> USAGES =
            List.of(AttributeType.ENCRYPT, AttributeType.DECRYPT, AttributeType.SIGN, AttributeType.VERIFY);

    /** Every object, with all usages on, in every operation of every mechanism; rows that are all MECHANISM_INVALID are left out. */
    @Test
    void everyObjectAnswersForEveryUseAsTheTableSays() {
        StringBuilder table = new StringBuilder("mechanism | operation");
        for (Kind kind : Kind.values()) {
            table.append(" | ").append(kind);
        }
        table.append('\n');
        for (Mechanism mechanism : Mechanism.values()) {
            for (Operation operation : Operation.values()) {
                if (mechanism.does(operation)) {
                    table.append(mechanism).append(" | ").append(operation);
                    for (Kind kind : Kind.values()) {
                        table.append(" | ").append(fault(ObjectRules.usable(allUsages(kind), operation, mechanism)));
                    }
                    table.append('\n');
                } else {
                    assertThat(ObjectRules.usable(allUsages(Kind.AES), operation, mechanism))
                            .isEqualTo(Outcome.refused(Fault.MECHANISM_INVALID));
                }
            }
        }
        Golden.verify(Path.of("src/test/resources/io/craton/hsm/core/object/rules/key-use.txt"), table.toString());
    }

    @ParameterizedTest
    @CsvSource({
        "RSA_PRIVATE, SIGN, SHA256_RSA_PKCS", "RSA_PUBLIC, VERIFY, RSA_PKCS", "EC_PRIVATE, SIGN, ECDSA",
        "EC_PUBLIC, VERIFY, ECDSA_SHA256", "AES, ENCRYPT, AES_GCM", "AES, DECRYPT, AES_CBC_PAD",
        "GENERIC_SECRET, SIGN, SHA256_HMAC", "GENERIC_SECRET, VERIFY, SHA256_HMAC"
    })
    void aUsageThatIsOffIsNotPermitted(Kind kind, Operation operation, Mechanism mechanism) {
        AttributeType flag = AttributeType.valueOf(operation.name());
        Attributes off = allUsages(kind).toBuilder().put(flag, false).build();
        assertThat(ObjectRules.usable(allUsages(kind), operation, mechanism)).isEqualTo(Outcome.OK);
        assertThat(ObjectRules.usable(off, operation, mechanism))
                .isEqualTo(Outcome.refused(Fault.KEY_FUNCTION_NOT_PERMITTED));
    }

    @Test
    void aKeyOutsideTheSizesOfTheMechanismIsRefused() {
        Attributes short1024 = allUsages(Kind.RSA_PRIVATE).toBuilder()
                .put(AttributeType.MODULUS, Samples.modulus(1024))
                .build();
        assertThat(ObjectRules.usable(short1024, Operation.SIGN, Mechanism.RSA_PKCS))
                .isEqualTo(Outcome.refused(Fault.KEY_SIZE_RANGE));
        Attributes sizeless =
                allUsages(Kind.AES).toBuilder().remove(AttributeType.VALUE_LEN).build();
        assertThat(ObjectRules.usable(sizeless, Operation.ENCRYPT, Mechanism.AES_GCM))
                .isEqualTo(Outcome.refused(Fault.KEY_SIZE_RANGE));
    }

    @ParameterizedTest
    @EnumSource
    void everyMechanismTakesParametersOfItsOwnKindOnly(Mechanism mechanism) {
        for (MechanismParameters.Kind kind : MechanismParameters.Kind.values()) {
            Outcome<Outcome.Unit> expected =
                    kind == mechanism.parameters() ? Outcome.OK : Outcome.refused(Fault.MECHANISM_PARAM_INVALID);
            assertThat(ObjectRules.parametersFit(mechanism, parameters(kind))).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @CsvSource({"0, false", "8, false", "15, false", "16, true", "17, false"})
    void anIvIsOneBlock(int length, boolean fits) {
        assertThat(ObjectRules.parametersFit(Mechanism.AES_CBC_PAD, new MechanismParameters.Iv(octets(length)))
                        .isDone())
                .isEqualTo(fits);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, 128, false", "1, 0, 128, true", "12, 0, 128, true", "256, 0, 128, true", "257, 0, 128, false",
        "12, 65536, 128, true", "12, 65537, 128, false", "12, 0, 0, false", "12, 0, 64, false", "12, 0, 88, false",
        "12, 0, 96, true", "12, 0, 100, false", "12, 0, 104, true", "12, 0, 112, true", "12, 0, 120, true",
        "12, 0, 136, false", "12, 0, -128, false"
    })
    void gcmParametersKeepTheirLimits(int ivBytes, int aadBytes, int tagBits, boolean fit) {
        MechanismParameters gcm = new MechanismParameters.Gcm(octets(ivBytes), octets(aadBytes), tagBits);
        assertThat(ObjectRules.parametersFit(Mechanism.AES_GCM, gcm).isDone()).isEqualTo(fit);
    }

    private static MechanismParameters parameters(MechanismParameters.Kind kind) {
        return switch (kind) {
            case NONE -> MechanismParameters.None.NONE;
            case IV_16 -> new MechanismParameters.Iv(octets(16));
            case GCM -> new MechanismParameters.Gcm(octets(12), octets(0), 128);
        };
    }

    private static Attributes allUsages(Kind kind) {
        Attributes.Builder object = object(kind).toBuilder();
        USAGES.forEach(usage -> object.put(usage, true));
        return object.build();
    }

    private static String fault(Outcome<?> outcome) {
        return switch (outcome) {
            case Outcome.Done<?> _ -> "ok";
            case Outcome.Refused<?>(Fault fault) -> fault.name();
        };
    }
}
