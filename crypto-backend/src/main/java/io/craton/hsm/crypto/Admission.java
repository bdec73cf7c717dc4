package io.craton.hsm.crypto;

import io.craton.hsm.core.fault.Fault;
import io.craton.hsm.core.mechanism.KeySizes;
import io.craton.hsm.core.mechanism.Mechanism;
import io.craton.hsm.core.mechanism.MechanismParameters;
import io.craton.hsm.core.mechanism.Operation;
import io.craton.hsm.core.object.ObjectClass;
import org.jspecify.annotations.Nullable;

/** Whether an operation may be tried at all: the mechanism does it, the parameters are of its kind, the key is one it takes. */
final class Admission {
    /** The longest initialisation vector of AES-GCM: what others take, and far beyond any use. */
    static final int MAX_GCM_IV_BYTES = 256;

    private Admission() {}

    /** The refusal; null where there is none. */
    static @Nullable Fault refusal(
            UsableKey key, Mechanism mechanism, Operation operation, MechanismParameters parameters) {
        if (!mechanism.does(operation)) {
            return Fault.MECHANISM_INVALID;
        }
        if (key.isClosed()) {
            return Fault.KEY_HANDLE_INVALID;
        }
        if (!mechanism.accepts(key.type()) || key.objectClass() != classFor(key, operation)) {
            return Fault.KEY_TYPE_INCONSISTENT;
        }
        KeySizes sizes = mechanism.keySizes();
        if (!sizes.allows(sizes.unit() == KeySizes.Unit.BITS ? key.bits() : key.bytes())) {
            return Fault.KEY_SIZE_RANGE;
        }
        return valid(mechanism, parameters, key) ? null : Fault.MECHANISM_PARAM_INVALID;
    }

    private static ObjectClass classFor(UsableKey key, Operation operation) {
        return switch (key.type()) {
            case AES, GENERIC_SECRET -> ObjectClass.SECRET_KEY;
            case RSA, EC -> operation == Operation.SIGN ? ObjectClass.PRIVATE_KEY : ObjectClass.PUBLIC_KEY;
        };
    }

    private static boolean valid(Mechanism mechanism, MechanismParameters parameters, UsableKey key) {
        return switch (mechanism.parameters()) {
            case NONE -> parameters == MechanismParameters.None.NONE;
            case IV_16 -> parameters instanceof MechanismParameters.Iv(var iv) && iv.length() == AesCbcPad.BLOCK_BYTES;
            case GCM ->
                parameters instanceof MechanismParameters.Gcm(var iv, var _, int tagBits)
                        && tagBits >= 96
                        && tagBits <= 128
                        && tagBits % 8 == 0
                        && iv.length() <= MAX_GCM_IV_BYTES
                        && key.backend().takesGcmIv(iv.length());
        };
    }
}
