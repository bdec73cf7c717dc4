package io.craton.hsm.core.object;

import io.craton.hsm.core.Octets;
import java.util.Optional;

/**
 * An elliptic curve the product supports, under its DER-encoded object identifier, which is the one form of CKA_EC_PARAMS taken (PKCS#11
 * 3.2, section 6.3: choice oId; identifiers from SEC 2, section A.2).
 */
public enum NamedCurve {
    P_256(256, "06082a8648ce3d030107"),
    P_384(384, "06052b81040022");

    private final int bits;
    private final Octets ecParams;

    NamedCurve(int bits, String ecParamsHex) {
        this.bits = bits;
        this.ecParams = Octets.ofHex(ecParamsHex);
    }

    /** The size of the field, in bits. */
    public int bits() {
        return bits;
    }

    /** The value of CKA_EC_PARAMS. */
    public Octets ecParams() {
        return ecParams;
    }

    /** Bytes of one coordinate. */
    public int coordinateBytes() {
        return (bits + 7) / 8;
    }

    /** The curve with that CKA_EC_PARAMS; empty for any other curve and any other form. */
    public static Optional<NamedCurve> of(Octets ecParams) {
        for (NamedCurve curve : values()) {
            if (curve.ecParams.equals(ecParams)) {
                return Optional.of(curve);
            }
        }
        return Optional.empty();
    }
}
