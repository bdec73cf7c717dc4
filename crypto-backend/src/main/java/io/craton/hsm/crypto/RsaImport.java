package io.craton.hsm.crypto;

import io.craton.hsm.core.Octets;
import io.craton.hsm.core.fault.Fault;
import io.craton.hsm.core.fault.Outcome;
import io.craton.hsm.core.mechanism.Mechanism;
import io.craton.hsm.core.object.AttributeType;
import io.craton.hsm.core.object.Attributes;
import io.craton.hsm.core.secret.Secret;
import java.math.BigInteger;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * RSA keys from the numbers of a template. Missing numbers are computed where the others determine them; numbers that contradict each
 * other are refused. The numbers of a private key pass through the heap here, once.
 */
final class RsaImport {
    /** One error in 2^100, for primes that come from somebody else (FIPS 186-5, appendix B.3). */
    private static final int PRIME_CERTAINTY = 100;

    private static final int MAX_NUMBER_BYTES = 4096 / 8 + 1;
    /** Each try finds the factors with a probability of one half at least (SP 800-56B, appendix C). */
    private static final int FACTORING_TRIES = 100;

    private static final BigInteger ONE = BigInteger.ONE;
    private static final BigInteger TWO = BigInteger.TWO;

    private final SecretMemory secrets;

    RsaImport(SecretMemory secrets) {
        this.secrets = secrets;
    }

    Outcome<KeyImport> importPublic(Attributes attributes) {
        Optional<BigInteger> modulus = number(attributes, AttributeType.MODULUS);
        Optional<BigInteger> exponent = number(attributes, AttributeType.PUBLIC_EXPONENT);
        if (modulus.isEmpty() || exponent.isEmpty()) {
            return Outcome.refused(Fault.TEMPLATE_INCOMPLETE);
        }
        BigInteger n = modulus.get();
        BigInteger e = exponent.get();
        if (!isSize(n)) {
            return Outcome.refused(Fault.KEY_SIZE_RANGE);
        }
        if (!n.testBit(0) || !isExponent(e, n)) {
            return Outcome.refused(Fault.ATTRIBUTE_VALUE_INVALID);
        }
        Attributes facts = KeyGeneration.rsaFacts(n, e).toBuilder()
                .put(AttributeType.MODULUS_BITS, n.bitLength())
                .build();
        return Outcome.done(new KeyImport(facts, Optional.empty()));
    }

    private static boolean isSize(BigInteger n) {
        return Mechanism.RSA_PKCS.keySizes().allows(n.bitLength());
    }

    private static boolean isExponent(BigInteger e, BigInteger n) {
        return e.testBit(0) && e.compareTo(ONE) > 0 && e.compareTo(n) < 0;
    }

    private static Optional<BigInteger> number(Attributes attributes, AttributeType type) {
        return attributes.bytes(type).map(Octets::toByteArray).map(bytes -> new BigInteger(1, bytes));
    }

    Outcome<KeyImport> importPrivate(Attributes attributes, Map<AttributeType, Secret> material) {
        if (material.values().stream().anyMatch(secret -> secret.length() > MAX_NUMBER_BYTES)
                || attributes.bytes(AttributeType.MODULUS).stream().anyMatch(n -> n.length() > MAX_NUMBER_BYTES)
                || attributes.bytes(AttributeType.PUBLIC_EXPONENT).stream()
                        .anyMatch(e -> e.length() > MAX_NUMBER_BYTES)) {
            return Outcome.refused(Fault.KEY_SIZE_RANGE);
        }
        Given given = new Given(
                number(attributes, AttributeType.MODULUS).orElse(null),
                number(attributes, AttributeType.PUBLIC_EXPONENT).orElse(null),
                number(material, AttributeType.PRIVATE_EXPONENT),
                number(material, AttributeType.PRIME_1),
                number(material, AttributeType.PRIME_2),
                number(material, AttributeType.EXPONENT_1),
                number(material, AttributeType.EXPONENT_2),
                number(material, AttributeType.COEFFICIENT));
        return given.complete().flatMap(this::encode);
    }

    private static @Nullable BigInteger number(Map<AttributeType, Secret> material, AttributeType type) {
        Secret secret = material.get(type);
        return secret == null ? null : secret.withBytes(bytes -> new BigInteger(1, bytes));
    }

    private Outcome<KeyImport> encode(Numbers key) {
        byte[] pkcs8 = RsaEncoding.pkcs8(
                key.n, key.e, key.d, key.p, key.q, key.exponent1(), key.exponent2(), key.coefficient());
        Attributes facts = KeyGeneration.rsaFacts(key.n, key.e);
        return secrets.hold(pkcs8).map(held -> new KeyImport(facts, Optional.of(held)));
    }

    /** What the template says; not yet known to make sense. */
    private record Given(
            @Nullable BigInteger n,
            @Nullable BigInteger e,
            @Nullable BigInteger d,
            @Nullable BigInteger p,
            @Nullable BigInteger q,
            @Nullable BigInteger exponent1,
            @Nullable BigInteger exponent2,
            @Nullable BigInteger coefficient) {

        Outcome<Numbers> complete() {
            BigInteger modulus = n != null ? n : p != null && q != null ? p.multiply(q) : null;
            if (modulus == null) {
                return Outcome.refused(Fault.TEMPLATE_INCOMPLETE);
            }
            if (!isSize(modulus)) {
                return Outcome.refused(Fault.KEY_SIZE_RANGE);
            }
            return (p != null && q != null ? fromPrimes(modulus, p, q) : fromExponents(modulus)).flatMap(this::agreed);
        }

        private Outcome<Numbers> fromPrimes(BigInteger modulus, BigInteger first, BigInteger second) {
            if (!first.multiply(second).equals(modulus) || !arePrimes(first, second)) {
                return Outcome.refused(Fault.ATTRIBUTE_VALUE_INVALID);
            }
            BigInteger lambda = lambda(first, second);
            try {
                if (e != null) {
                    return Outcome.done(new Numbers(modulus, e, d != null ? d : e.modInverse(lambda), first, second));
                }
                return d == null
                        ? Outcome.refused(Fault.TEMPLATE_INCOMPLETE)
                        : Outcome.done(new Numbers(modulus, d.modInverse(lambda), d, first, second));
            } catch (ArithmeticException notCoprime) {
                return Outcome.refused(Fault.ATTRIBUTE_VALUE_INVALID);
            }
        }

        private Outcome<Numbers> fromExponents(BigInteger modulus) {
            if (e == null || d == null) {
                return Outcome.refused(Fault.TEMPLATE_INCOMPLETE);
            }
            return factor(modulus, e, d)
                    .map(factor -> fromPrimes(modulus, factor, modulus.divide(factor)))
                    .orElseGet(() -> Outcome.refused(Fault.ATTRIBUTE_VALUE_INVALID));
        }

        private static boolean arePrimes(BigInteger first, BigInteger second) {
            return !first.equals(second)
                    && first.testBit(0)
                    && second.testBit(0)
                    && first.isProbablePrime(PRIME_CERTAINTY)
                    && second.isProbablePrime(PRIME_CERTAINTY);
        }

        /** The exponents invert each other, and what else was given is what follows. */
        private Outcome<Numbers> agreed(Numbers key) {
            boolean agrees = isExponent(key.e, key.n)
                    && key.d.compareTo(key.n) < 0
                    && key.e.multiply(key.d).mod(lambda(key.p, key.q)).equals(ONE)
                    && (exponent1 == null || exponent1.equals(key.exponent1()))
                    && (exponent2 == null || exponent2.equals(key.exponent2()))
                    && (coefficient == null || coefficient.equals(key.coefficient()));
            return agrees ? Outcome.done(key) : Outcome.refused(Fault.ATTRIBUTE_VALUE_INVALID);
        }
    }

    private record Numbers(BigInteger n, BigInteger e, BigInteger d, BigInteger p, BigInteger q) {
        BigInteger exponent1() {
            return d.mod(p.subtract(ONE));
        }

        BigInteger exponent2() {
            return d.mod(q.subtract(ONE));
        }

        BigInteger coefficient() {
            return q.modInverse(p);
        }
    }

    private static BigInteger lambda(BigInteger p, BigInteger q) {
        BigInteger first = p.subtract(ONE);
        BigInteger second = q.subtract(ONE);
        return first.divide(first.gcd(second)).multiply(second);
    }

    /** A factor of the modulus from its exponents (SP 800-56B, appendix C.1); empty where they are no pair of it. */
    private static Optional<BigInteger> factor(BigInteger n, BigInteger e, BigInteger d) {
        BigInteger k = e.multiply(d).subtract(ONE);
        if (k.signum() <= 0 || k.testBit(0) || !n.testBit(0) || d.compareTo(n) >= 0) {
            return Optional.empty();
        }
        if (!TWO.modPow(k, n).equals(ONE)) {
            // They do not invert each other, and a hundred tries would only find that out more slowly.
            return Optional.empty();
        }
        int twos = k.getLowestSetBit();
        BigInteger odd = k.shiftRight(twos);
        BigInteger base = TWO;
        for (int attempt = 0; attempt < FACTORING_TRIES; attempt++) {
            Optional<BigInteger> found = factorWith(base, odd, twos, n);
            if (found.isPresent()) {
                return found;
            }
            base = base.nextProbablePrime();
        }
        return Optional.empty();
    }

    /** A square root of one that is neither one nor minus one shares a factor with the modulus. */
    private static Optional<BigInteger> factorWith(BigInteger base, BigInteger odd, int twos, BigInteger n) {
        BigInteger minusOne = n.subtract(ONE);
        BigInteger y = base.modPow(odd, n);
        for (int i = 0; i < twos && !y.equals(ONE) && !y.equals(minusOne); i++) {
            BigInteger square = y.multiply(y).mod(n);
            if (square.equals(ONE)) {
                return Optional.of(y.subtract(ONE).gcd(n));
            }
            y = square;
        }
        return Optional.empty();
    }
}
