package io.craton.hsm.core.object.rules;

import io.craton.hsm.core.Octets;

/** Big integers as PKCS#11 writes them: unsigned, most significant byte first, leading zeros allowed (section 4). */
final class UnsignedIntegers {
    private UnsignedIntegers() {}

    /** Without leading zeros; zero is the empty string. */
    static Octets stripped(Octets value) {
        int zeros = 0;
        while (zeros < value.length() && value.at(zeros) == 0) {
            zeros++;
        }
        return zeros == 0 ? value : Octets.copyOf(value.toByteArray(), zeros, value.length() - zeros);
    }

    /** The length in bits; 0 for zero. */
    static int bitLength(Octets value) {
        Octets stripped = stripped(value);
        if (stripped.isEmpty()) {
            return 0;
        }
        int top = Byte.toUnsignedInt(stripped.at(0));
        return (stripped.length() - 1) * Byte.SIZE + (Integer.SIZE - Integer.numberOfLeadingZeros(top));
    }

    static boolean isOdd(Octets value) {
        return !value.isEmpty() && (value.at(value.length() - 1) & 1) == 1;
    }
}
