package io.craton.hsm.gateway.request;

import io.craton.hsm.core.mechanism.Mechanism;
import io.craton.hsm.core.mechanism.Operation;
import io.craton.hsm.core.object.KeyType;
import io.craton.hsm.gateway.wire.Ckf;
import io.craton.hsm.gateway.wire.Ckm;
import io.craton.hsm.gateway.wire.Wire;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The CKM_ numbers of the mechanism catalogue, and what CK_MECHANISM_INFO says of each (PKCS#11 3.2, section 3.5). */
final class MechanismNumbers {
    private static final Numbering<Mechanism> MECHANISMS = Numbering.of(Mechanism.values(), MechanismNumbers::numberOf);

    /** The curves are named primes and their points are uncompressed. CKF_HW stays off: this is software. */
    private static final long EC_FLAGS = Ckf.EC_F_P | Ckf.EC_NAMEDCURVE | Ckf.EC_UNCOMPRESS;

    private static final List<Wire.MechanismEntry> ENTRIES =
            Arrays.stream(Mechanism.values()).map(MechanismNumbers::entry).toList();

    private MechanismNumbers() {}

    static @Nullable Mechanism mechanism(long number) {
        return MECHANISMS.named(number);
    }

    /** The whole catalogue, in its order. */
    static List<Wire.MechanismEntry> entries() {
        return ENTRIES;
    }

    private static Wire.MechanismEntry entry(Mechanism mechanism) {
        long flags = mechanism.keyType().filter(KeyType.EC::equals).isPresent() ? EC_FLAGS : 0;
        for (Operation operation : mechanism.operations()) {
            flags |= flagOf(operation);
        }
        return new Wire.MechanismEntry(
                numberOf(mechanism),
                mechanism.keySizes().min(),
                mechanism.keySizes().max(),
                flags);
    }

    private static long flagOf(Operation operation) {
        return switch (operation) {
            case ENCRYPT -> Ckf.ENCRYPT;
            case DECRYPT -> Ckf.DECRYPT;
            case DIGEST -> Ckf.DIGEST;
            case SIGN -> Ckf.SIGN;
            case VERIFY -> Ckf.VERIFY;
            case GENERATE -> Ckf.GENERATE;
            case GENERATE_KEY_PAIR -> Ckf.GENERATE_KEY_PAIR;
        };
    }

    static long numberOf(Mechanism mechanism) {
        return switch (mechanism) {
            case RSA_PKCS_KEY_PAIR_GEN -> Ckm.RSA_PKCS_KEY_PAIR_GEN;
            case RSA_PKCS -> Ckm.RSA_PKCS;
            case SHA256_RSA_PKCS -> Ckm.SHA256_RSA_PKCS;
            case EC_KEY_PAIR_GEN -> Ckm.EC_KEY_PAIR_GEN;
            case ECDSA -> Ckm.ECDSA;
            case ECDSA_SHA256 -> Ckm.ECDSA_SHA256;
            case AES_KEY_GEN -> Ckm.AES_KEY_GEN;
            case AES_GCM -> Ckm.AES_GCM;
            case AES_CBC_PAD -> Ckm.AES_CBC_PAD;
            case GENERIC_SECRET_KEY_GEN -> Ckm.GENERIC_SECRET_KEY_GEN;
            case SHA256 -> Ckm.SHA256;
            case SHA256_HMAC -> Ckm.SHA256_HMAC;
        };
    }
}
