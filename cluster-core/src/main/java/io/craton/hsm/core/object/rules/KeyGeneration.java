package io.craton.hsm.core.object.rules;

import io.craton.hsm.core.Octets;
import io.craton.hsm.core.fault.Fault;
import io.craton.hsm.core.fault.Outcome;
import io.craton.hsm.core.mechanism.KeySizes;
import io.craton.hsm.core.mechanism.Mechanism;
import io.craton.hsm.core.mechanism.Operation;
import io.craton.hsm.core.object.AttributeType;
import io.craton.hsm.core.object.AttributeValue;
import io.craton.hsm.core.object.Attributes;
import io.craton.hsm.core.object.KeyType;
import io.craton.hsm.core.object.NamedCurve;
import io.craton.hsm.core.object.ObjectClass;
import io.craton.hsm.core.object.Template;
import io.craton.hsm.core.object.rules.AttributeRule.Occasion;
import io.craton.hsm.core.object.rules.KeyPairAttributes.Wanted;
import java.util.Optional;

/** Templates of C_GenerateKey and C_GenerateKeyPair (PKCS#11 3.2, section 5.18). */
final class KeyGeneration {
    /** RSA keys are generated in steps of this many bits: 2048, 3072, 4096, the sizes every backend has. */
    private static final int RSA_STEP_BITS = 1024;

    /** FIPS 186-5, section 5.1: the public exponent is above 2^16. The upper bound is what the fastest backend takes. */
    private static final int MIN_EXPONENT_BITS = 17;

    private static final int MAX_EXPONENT_BITS = 32;

    private KeyGeneration() {}

    static Outcome<Attributes> secretKey(Mechanism mechanism, Template template) {
        Optional<KeyType> keyType = mechanism.keyType();
        if (!mechanism.does(Operation.GENERATE) || keyType.isEmpty()) {
            return Outcome.refused(Fault.MECHANISM_INVALID);
        }
        return key(mechanism, template, ObjectClass.SECRET_KEY, keyType.get())
                .flatMap(key -> sizeFits(mechanism, keyType.get(), number(key, AttributeType.VALUE_LEN))
                        ? Outcome.done(key)
                        : Outcome.refused(Fault.KEY_SIZE_RANGE));
    }

    static Outcome<KeyPairAttributes> keyPair(Mechanism mechanism, Template publicTemplate, Template privateTemplate) {
        Optional<KeyType> keyType = mechanism.keyType();
        if (!mechanism.does(Operation.GENERATE_KEY_PAIR) || keyType.isEmpty()) {
            return Outcome.refused(Fault.MECHANISM_INVALID);
        }
        KeyType type = keyType.get();
        return key(mechanism, publicTemplate, ObjectClass.PUBLIC_KEY, type)
                .flatMap(publicKey -> key(mechanism, privateTemplate, ObjectClass.PRIVATE_KEY, type)
                        .flatMap(privateKey ->
                                wanted(mechanism, type, publicKey).map(wanted -> pair(publicKey, privateKey, wanted))));
    }

    private static Outcome<Attributes> key(
            Mechanism mechanism, Template template, ObjectClass objectClass, KeyType keyType) {
        Optional<Fault> refusal = ValueRules.refusal(template)
                .or(() -> TemplateRules.kindRefusal(template.attributes(), objectClass, keyType));
        if (refusal.isPresent()) {
            return Outcome.refused(refusal.get());
        }
        ObjectSchema schema = ObjectSchema.of(objectClass, keyType)
                .orElseThrow(() -> new IllegalStateException(mechanism + " makes no " + objectClass));
        return TemplateRules.complete(schema, template, Occasion.GENERATE)
                .map(given -> madeHere(given, mechanism, objectClass, keyType));
    }

    private static Attributes madeHere(
            Attributes given, Mechanism mechanism, ObjectClass objectClass, KeyType keyType) {
        Attributes.Builder key = given.toBuilder()
                .put(objectClass)
                .put(keyType)
                .put(AttributeType.LOCAL, true)
                .put(AttributeType.KEY_GEN_MECHANISM, AttributeValue.of(mechanism));
        if (objectClass.holdsKeyMaterial()) {
            key.put(AttributeType.ALWAYS_SENSITIVE, given.flag(AttributeType.SENSITIVE))
                    .put(AttributeType.NEVER_EXTRACTABLE, !given.flag(AttributeType.EXTRACTABLE));
        }
        return key.build();
    }

    private static KeyPairAttributes pair(Attributes publicKey, Attributes privateKey, Wanted wanted) {
        return switch (wanted) {
            case Wanted.Rsa(int _, Octets exponent) ->
                new KeyPairAttributes(
                        publicKey.toBuilder()
                                .put(AttributeType.PUBLIC_EXPONENT, exponent)
                                .build(),
                        privateKey,
                        wanted);
            case Wanted.Ec _ -> new KeyPairAttributes(publicKey, privateKey, wanted);
        };
    }

    private static Outcome<Wanted> wanted(Mechanism mechanism, KeyType keyType, Attributes publicKey) {
        return switch (keyType) {
            case RSA -> rsa(mechanism, publicKey);
            case EC -> ec(mechanism, publicKey);
            case AES, GENERIC_SECRET -> throw new IllegalStateException(keyType + " has no key pair");
        };
    }

    private static Outcome<Wanted> rsa(Mechanism mechanism, Attributes publicKey) {
        long bits = number(publicKey, AttributeType.MODULUS_BITS);
        if (!sizeFits(mechanism, KeyType.RSA, bits)) {
            return Outcome.refused(Fault.KEY_SIZE_RANGE);
        }
        Octets exponent = UnsignedIntegers.stripped(
                publicKey.bytes(AttributeType.PUBLIC_EXPONENT).orElse(Octets.EMPTY));
        int exponentBits = UnsignedIntegers.bitLength(exponent);
        if (!UnsignedIntegers.isOdd(exponent) || exponentBits < MIN_EXPONENT_BITS || exponentBits > MAX_EXPONENT_BITS) {
            return Outcome.refused(Fault.TEMPLATE_INCONSISTENT);
        }
        return Outcome.done(new Wanted.Rsa((int) bits, exponent));
    }

    private static Outcome<Wanted> ec(Mechanism mechanism, Attributes publicKey) {
        Octets ecParams = publicKey.bytes(AttributeType.EC_PARAMS).orElse(Octets.EMPTY);
        return NamedCurve.of(ecParams)
                .filter(curve -> mechanism.keySizes().allows(curve.bits()))
                .<Outcome<Wanted>>map(curve -> Outcome.done(new Wanted.Ec(ecParams)))
                .orElseGet(() -> Outcome.refused(Fault.CURVE_NOT_SUPPORTED));
    }

    /** @param size unsigned, in the unit of the mechanism */
    private static boolean sizeFits(Mechanism mechanism, KeyType keyType, long size) {
        KeySizes sizes = mechanism.keySizes();
        if (size < 0 || size > Integer.MAX_VALUE || !sizes.allows((int) size)) {
            return false;
        }
        return switch (keyType) {
            case RSA -> size % RSA_STEP_BITS == 0;
            case AES -> KeySize.isAesKey((int) size);
            case EC, GENERIC_SECRET -> true;
        };
    }

    private static long number(Attributes attributes, AttributeType type) {
        return attributes.number(type).orElse(-1L);
    }
}
