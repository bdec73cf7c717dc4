package io.craton.hsm.crypto;

import java.security.SignatureException;
import java.util.Arrays;

/** The two forms of an ECDSA signature: {@code r || s} of fixed width, as PKCS#11 has it, and the DER of X9.62, as JCA has it. */
final class EcdsaSignature {
    private EcdsaSignature() {}

    static byte[] toFixed(byte[] der, int width) throws SignatureException {
        try {
            Der.Reader outer = new Der.Reader(der);
            Der.Reader sequence = outer.enter(Der.SEQUENCE);
            outer.requireEnd();
            byte[] fixed = new byte[2 * width];
            place(sequence.unsigned(), fixed, width);
            place(sequence.unsigned(), fixed, 2 * width);
            sequence.requireEnd();
            return fixed;
        } catch (Der.MalformedException e) {
            throw new SignatureException("the backend made a malformed ECDSA signature", e);
        }
    }

    private static void place(byte[] magnitude, byte[] target, int end) throws Der.MalformedException {
        if (magnitude.length > target.length / 2) {
            throw new Der.MalformedException("number wider than the curve");
        }
        System.arraycopy(magnitude, 0, target, end - magnitude.length, magnitude.length);
    }

    static byte[] toDer(byte[] fixed) {
        int width = fixed.length / 2;
        return Der.element(
                Der.SEQUENCE,
                Der.unsigned(Arrays.copyOfRange(fixed, 0, width)),
                Der.unsigned(Arrays.copyOfRange(fixed, width, 2 * width)));
    }
}
