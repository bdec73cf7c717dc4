package io.craton.hsm.core.object.rules;

import io.craton.hsm.core.Octets;
import io.craton.hsm.core.object.Attributes;

/**
 * The two keys of a pair as their templates make them, before the pair exists: {@link ObjectRules#withFacts} completes each with what
 * generation contributes.
 *
 * @param wanted what to generate
 */
public record KeyPairAttributes(Attributes publicKey, Attributes privateKey, Wanted wanted) {
    /** The parameters of the pair. */
    public sealed interface Wanted {
        /**
         * @param modulusBits within the catalogue's range
         * @param publicExponent odd, big-endian, without leading zeros
         */
        record Rsa(int modulusBits, Octets publicExponent) implements Wanted {}

        /** @param ecParams the DER-encoded identifier of a {@link io.craton.hsm.core.object.NamedCurve} */
        record Ec(Octets ecParams) implements Wanted {}
    }
}
