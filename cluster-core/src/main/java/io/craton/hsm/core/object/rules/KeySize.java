package io.craton.hsm.core.object.rules;

import io.craton.hsm.core.object.AttributeType;
import io.craton.hsm.core.object.Attributes;
import io.craton.hsm.core.object.NamedCurve;
import java.util.OptionalInt;

/** The size of a key in the unit PKCS#11 counts its type in: bits for RSA and EC, bytes for AES and generic secrets. */
final class KeySize {
    private KeySize() {}

    /** Empty where the attributes do not say, which no complete key is. */
    static OptionalInt of(Attributes key) {
        return key.keyType()
                .map(type -> switch (type) {
                    case RSA -> modulusBits(key);
                    case EC -> curveBits(key);
                    case AES, GENERIC_SECRET -> number(key, AttributeType.VALUE_LEN);
                })
                .orElse(OptionalInt.empty());
    }

    /** FIPS 197: 128, 192 or 256 bits. */
    static boolean isAesKey(int bytes) {
        return bytes == 16 || bytes == 24 || bytes == 32;
    }

    private static OptionalInt modulusBits(Attributes key) {
        return key.bytes(AttributeType.MODULUS)
                .map(modulus -> OptionalInt.of(UnsignedIntegers.bitLength(modulus)))
                .orElseGet(() -> number(key, AttributeType.MODULUS_BITS));
    }

    private static OptionalInt curveBits(Attributes key) {
        return key.bytes(AttributeType.EC_PARAMS)
                .flatMap(NamedCurve::of)
                .map(curve -> OptionalInt.of(curve.bits()))
                .orElse(OptionalInt.empty());
    }

    private static OptionalInt number(Attributes key, AttributeType type) {
        return key.number(type)
                .filter(value -> value >= 0 && value <= Integer.MAX_VALUE)
                .map(value -> OptionalInt.of(value.intValue()))
                .orElse(OptionalInt.empty());
    }
}
