package io.craton.hsm.core.mechanism;

import static io.craton.hsm.core.mechanism.Operation.DECRYPT;
import static io.craton.hsm.core.mechanism.Operation.DIGEST;
import static io.craton.hsm.core.mechanism.Operation.ENCRYPT;
import static io.craton.hsm.core.mechanism.Operation.GENERATE;
import static io.craton.hsm.core.mechanism.Operation.GENERATE_KEY_PAIR;
import static io.craton.hsm.core.mechanism.Operation.SIGN;
import static io.craton.hsm.core.mechanism.Operation.VERIFY;

import io.craton.hsm.core.object.KeyType;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The mechanism catalogue: every mechanism of the product with what it does, the keys it takes, its parameters and the backends that
 * run it, fastest first. The mechanism list, its flags, and the routing all come from here. Names are those of PKCS#11 3.2 (section 6)
 * without their prefix; {@link #id} is ours, persisted and never changed.
 */
public enum Mechanism {
    RSA_PKCS_KEY_PAIR_GEN(
            1,
            EnumSet.of(GENERATE_KEY_PAIR),
            KeyType.RSA,
            KeySizes.bits(2048, 4096),
            MechanismParameters.Kind.NONE,
            Backends.NATIVE),
    RSA_PKCS(
            2,
            EnumSet.of(SIGN, VERIFY),
            KeyType.RSA,
            KeySizes.bits(2048, 4096),
            MechanismParameters.Kind.NONE,
            Backends.NATIVE),
    SHA256_RSA_PKCS(
            3,
            EnumSet.of(SIGN, VERIFY),
            KeyType.RSA,
            KeySizes.bits(2048, 4096),
            MechanismParameters.Kind.NONE,
            Backends.NATIVE),
    EC_KEY_PAIR_GEN(
            4,
            EnumSet.of(GENERATE_KEY_PAIR),
            KeyType.EC,
            KeySizes.bits(256, 384),
            MechanismParameters.Kind.NONE,
            Backends.NATIVE),
    ECDSA(
            5,
            EnumSet.of(SIGN, VERIFY),
            KeyType.EC,
            KeySizes.bits(256, 384),
            MechanismParameters.Kind.NONE,
            Backends.NATIVE),
    ECDSA_SHA256(
            6,
            EnumSet.of(SIGN, VERIFY),
            KeyType.EC,
            KeySizes.bits(256, 384),
            MechanismParameters.Kind.NONE,
            Backends.NATIVE),
    AES_KEY_GEN(
            7, EnumSet.of(GENERATE), KeyType.AES, KeySizes.bytes(16, 32), MechanismParameters.Kind.NONE, Backends.JVM),
    AES_GCM(
            8,
            EnumSet.of(ENCRYPT, DECRYPT),
            KeyType.AES,
            KeySizes.bytes(16, 32),
            MechanismParameters.Kind.GCM,
            Backends.JVM),
    AES_CBC_PAD(
            9,
            EnumSet.of(ENCRYPT, DECRYPT),
            KeyType.AES,
            KeySizes.bytes(16, 32),
            MechanismParameters.Kind.IV_16,
            Backends.JVM),
    GENERIC_SECRET_KEY_GEN(
            10,
            EnumSet.of(GENERATE),
            KeyType.GENERIC_SECRET,
            KeySizes.bytes(1, 512),
            MechanismParameters.Kind.NONE,
            Backends.JVM),
    SHA256(11, EnumSet.of(DIGEST), null, KeySizes.NONE, MechanismParameters.Kind.NONE, Backends.JVM),
    SHA256_HMAC(
            12,
            EnumSet.of(SIGN, VERIFY),
            KeyType.GENERIC_SECRET,
            KeySizes.bytes(1, 512),
            MechanismParameters.Kind.NONE,
            Backends.NATIVE);

    /** Orders of backends by name, fastest first; a mechanism goes to the first one that is loaded and has it. */
    private static final class Backends {
        static final List<String> NATIVE = List.of("awslc", "jdk");
        static final List<String> JVM = List.of("jdk", "awslc");
    }

    private final int id;
    private final EnumSet<Operation> operations;
    private final @Nullable KeyType keyType;
    private final KeySizes keySizes;
    private final MechanismParameters.Kind parameters;
    private final List<String> backends;

    Mechanism(
            int id,
            EnumSet<Operation> operations,
            @Nullable KeyType keyType,
            KeySizes keySizes,
            MechanismParameters.Kind parameters,
            List<String> backends) {
        this.id = id;
        this.operations = operations;
        this.keyType = keyType;
        this.keySizes = keySizes;
        this.parameters = parameters;
        this.backends = backends;
    }

    /** The persisted number; stable for ever. */
    public int id() {
        return id;
    }

    /** The mechanism with that persisted number. */
    public static Optional<Mechanism> withId(int id) {
        for (Mechanism mechanism : values()) {
            if (mechanism.id == id) {
                return Optional.of(mechanism);
            }
        }
        return Optional.empty();
    }

    public Set<Operation> operations() {
        return EnumSet.copyOf(operations);
    }

    public boolean does(Operation operation) {
        return operations.contains(operation);
    }

    /** The type of the key it takes or makes; empty for a digest. */
    public Optional<KeyType> keyType() {
        return Optional.ofNullable(keyType);
    }

    public KeySizes keySizes() {
        return keySizes;
    }

    public MechanismParameters.Kind parameters() {
        return parameters;
    }

    /** Names of the backends that run it, in order of preference. */
    public List<String> backends() {
        return backends;
    }

    /** Whether its input may come in parts (PKCS#11 3.2, section 6: the RSA and ECDSA primitives are single-part only). */
    public boolean takesParts() {
        return switch (this) {
            case RSA_PKCS, ECDSA -> false;
            case SHA256_RSA_PKCS, ECDSA_SHA256, AES_GCM, AES_CBC_PAD, SHA256, SHA256_HMAC -> true;
            case RSA_PKCS_KEY_PAIR_GEN, EC_KEY_PAIR_GEN, AES_KEY_GEN, GENERIC_SECRET_KEY_GEN -> false;
        };
    }

    /** Whether {@code key} is a type this mechanism accepts. A generic secret mechanism accepts no other type. */
    public boolean accepts(KeyType key) {
        return key == keyType;
    }
}
