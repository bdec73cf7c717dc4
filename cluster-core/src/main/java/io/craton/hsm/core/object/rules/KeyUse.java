package io.craton.hsm.core.object.rules;

import io.craton.hsm.core.Octets;
import io.craton.hsm.core.fault.Fault;
import io.craton.hsm.core.fault.Outcome;
import io.craton.hsm.core.fault.Outcome.Unit;
import io.craton.hsm.core.mechanism.Mechanism;
import io.craton.hsm.core.mechanism.MechanismParameters;
import io.craton.hsm.core.mechanism.Operation;
import io.craton.hsm.core.object.AttributeType;
import io.craton.hsm.core.object.Attributes;
import io.craton.hsm.core.object.KeyType;
import io.craton.hsm.core.object.ObjectClass;
import java.util.EnumSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Whether a key, a mechanism and its parameters go together: what every C_*Init checks. */
final class KeyUse {
    private static final int BLOCK_BYTES = 16;

    /** Section 6.13.3: from 1 to 256 bytes; 12 is what everybody should use. */
    private static final int MAX_GCM_IV_BYTES = 256;

    /** Additional data comes with the first request and is kept until the last: at most as much as one attribute. */
    private static final int MAX_GCM_AAD_BYTES = 64 * 1024;

    /** SP 800-38D, section 5.2.1.2; the two short tags it allows for special uses are not offered. */
    private static final int MIN_GCM_TAG_BITS = 96;

    private static final int MAX_GCM_TAG_BITS = 128;

    /** The flag that permits the operation, and the classes of keys that can do it. */
    private record Permission(AttributeType flag, Set<ObjectClass> classes) {}

    private static final Optional<Permission> ENCRYPTION = permission(AttributeType.ENCRYPT, ObjectClass.PUBLIC_KEY);
    private static final Optional<Permission> DECRYPTION = permission(AttributeType.DECRYPT, ObjectClass.PRIVATE_KEY);
    private static final Optional<Permission> SIGNING = permission(AttributeType.SIGN, ObjectClass.PRIVATE_KEY);
    private static final Optional<Permission> VERIFICATION = permission(AttributeType.VERIFY, ObjectClass.PUBLIC_KEY);

    private KeyUse() {}

    static Outcome<Unit> usable(Attributes key, Operation operation, Mechanism mechanism) {
        Optional<KeyType> keyType = mechanism.keyType();
        Optional<Permission> permission = permission(operation);
        if (!mechanism.does(operation) || keyType.isEmpty() || permission.isEmpty()) {
            return Outcome.refused(Fault.MECHANISM_INVALID);
        }
        Optional<ObjectClass> objectClass = key.objectClass().filter(ObjectClass::isKey);
        if (objectClass.isEmpty()) {
            return Outcome.refused(Fault.KEY_HANDLE_INVALID);
        }
        if (key.keyType().filter(mechanism::accepts).isEmpty()) {
            return Outcome.refused(Fault.KEY_TYPE_INCONSISTENT);
        }
        Permission needed = permission.get();
        if (!needed.classes().contains(objectClass.get()) || !key.flag(needed.flag())) {
            return Outcome.refused(Fault.KEY_FUNCTION_NOT_PERMITTED);
        }
        OptionalInt size = KeySize.of(key);
        return size.isPresent() && mechanism.keySizes().allows(size.getAsInt())
                ? Outcome.OK
                : Outcome.refused(Fault.KEY_SIZE_RANGE);
    }

    private static Optional<Permission> permission(Operation operation) {
        return switch (operation) {
            case ENCRYPT -> ENCRYPTION;
            case DECRYPT -> DECRYPTION;
            case SIGN -> SIGNING;
            case VERIFY -> VERIFICATION;
            case DIGEST, GENERATE, GENERATE_KEY_PAIR -> Optional.empty();
        };
    }

    private static Optional<Permission> permission(AttributeType flag, ObjectClass ofPair) {
        return Optional.of(new Permission(flag, EnumSet.of(ofPair, ObjectClass.SECRET_KEY)));
    }

    static Outcome<Unit> parametersFit(Mechanism mechanism, MechanismParameters parameters) {
        boolean fit = switch (mechanism.parameters()) {
            case NONE -> parameters instanceof MechanismParameters.None;
            case IV_16 -> parameters instanceof MechanismParameters.Iv(Octets iv) && iv.length() == BLOCK_BYTES;
            case GCM -> parameters instanceof MechanismParameters.Gcm gcm && isGcm(gcm);
        };
        return fit ? Outcome.OK : Outcome.refused(Fault.MECHANISM_PARAM_INVALID);
    }

    private static boolean isGcm(MechanismParameters.Gcm gcm) {
        return !gcm.iv().isEmpty()
                && gcm.iv().length() <= MAX_GCM_IV_BYTES
                && gcm.aad().length() <= MAX_GCM_AAD_BYTES
                && gcm.tagBits() >= MIN_GCM_TAG_BITS
                && gcm.tagBits() <= MAX_GCM_TAG_BITS
                && gcm.tagBits() % Byte.SIZE == 0;
    }
}
