package io.craton.hsm.gateway.request;

import io.craton.hsm.core.object.AttributeType;
import io.craton.hsm.core.object.KeyType;
import io.craton.hsm.core.object.ObjectClass;
import io.craton.hsm.gateway.wire.Cka;
import io.craton.hsm.gateway.wire.Ckk;
import io.craton.hsm.gateway.wire.Cko;
import org.jspecify.annotations.Nullable;

/** The CKA_, CKO_ and CKK_ numbers of what an object is made of. */
final class ObjectNumbers {
    private static final Numbering<AttributeType> ATTRIBUTES =
            Numbering.of(AttributeType.values(), ObjectNumbers::numberOf);
    private static final Numbering<ObjectClass> CLASSES = Numbering.of(ObjectClass.values(), ObjectNumbers::numberOf);
    private static final Numbering<KeyType> KEY_TYPES = Numbering.of(KeyType.values(), ObjectNumbers::numberOf);

    private ObjectNumbers() {}

    static @Nullable AttributeType attribute(long number) {
        return ATTRIBUTES.named(number);
    }

    static @Nullable ObjectClass objectClass(long number) {
        return CLASSES.named(number);
    }

    static @Nullable KeyType keyType(long number) {
        return KEY_TYPES.named(number);
    }

    static long numberOf(ObjectClass objectClass) {
        return switch (objectClass) {
            case DATA -> Cko.DATA;
            case CERTIFICATE -> Cko.CERTIFICATE;
            case PUBLIC_KEY -> Cko.PUBLIC_KEY;
            case PRIVATE_KEY -> Cko.PRIVATE_KEY;
            case SECRET_KEY -> Cko.SECRET_KEY;
        };
    }

    static long numberOf(KeyType keyType) {
        return switch (keyType) {
            case RSA -> Ckk.RSA;
            case EC -> Ckk.EC;
            case AES -> Ckk.AES;
            case GENERIC_SECRET -> Ckk.GENERIC_SECRET;
        };
    }

    static long numberOf(AttributeType type) {
        return switch (type) {
            case CLASS -> Cka.CLASS;
            case TOKEN -> Cka.TOKEN;
            case PRIVATE -> Cka.PRIVATE;
            case LABEL -> Cka.LABEL;
            case APPLICATION -> Cka.APPLICATION;
            case VALUE -> Cka.VALUE;
            case OBJECT_ID -> Cka.OBJECT_ID;
            case CERTIFICATE_TYPE -> Cka.CERTIFICATE_TYPE;
            case ISSUER -> Cka.ISSUER;
            case SERIAL_NUMBER -> Cka.SERIAL_NUMBER;
            case SUBJECT -> Cka.SUBJECT;
            case ID -> Cka.ID;
            case TRUSTED -> Cka.TRUSTED;
            case CERTIFICATE_CATEGORY -> Cka.CERTIFICATE_CATEGORY;
            case CHECK_VALUE -> Cka.CHECK_VALUE;
            case START_DATE -> Cka.START_DATE;
            case END_DATE -> Cka.END_DATE;
            case KEY_TYPE -> Cka.KEY_TYPE;
            case SENSITIVE -> Cka.SENSITIVE;
            case ENCRYPT -> Cka.ENCRYPT;
            case DECRYPT -> Cka.DECRYPT;
            case WRAP -> Cka.WRAP;
            case UNWRAP -> Cka.UNWRAP;
            case SIGN -> Cka.SIGN;
            case SIGN_RECOVER -> Cka.SIGN_RECOVER;
            case VERIFY -> Cka.VERIFY;
            case VERIFY_RECOVER -> Cka.VERIFY_RECOVER;
            case DERIVE -> Cka.DERIVE;
            case MODULUS -> Cka.MODULUS;
            case MODULUS_BITS -> Cka.MODULUS_BITS;
            case PUBLIC_EXPONENT -> Cka.PUBLIC_EXPONENT;
            case PRIVATE_EXPONENT -> Cka.PRIVATE_EXPONENT;
            case PRIME_1 -> Cka.PRIME_1;
            case PRIME_2 -> Cka.PRIME_2;
            case EXPONENT_1 -> Cka.EXPONENT_1;
            case EXPONENT_2 -> Cka.EXPONENT_2;
            case COEFFICIENT -> Cka.COEFFICIENT;
            case VALUE_LEN -> Cka.VALUE_LEN;
            case EXTRACTABLE -> Cka.EXTRACTABLE;
            case LOCAL -> Cka.LOCAL;
            case NEVER_EXTRACTABLE -> Cka.NEVER_EXTRACTABLE;
            case ALWAYS_SENSITIVE -> Cka.ALWAYS_SENSITIVE;
            case KEY_GEN_MECHANISM -> Cka.KEY_GEN_MECHANISM;
            case MODIFIABLE -> Cka.MODIFIABLE;
            case COPYABLE -> Cka.COPYABLE;
            case DESTROYABLE -> Cka.DESTROYABLE;
            case EC_PARAMS -> Cka.EC_PARAMS;
            case EC_POINT -> Cka.EC_POINT;
            case ALWAYS_AUTHENTICATE -> Cka.ALWAYS_AUTHENTICATE;
            case WRAP_WITH_TRUSTED -> Cka.WRAP_WITH_TRUSTED;
            case UNIQUE_ID -> Cka.UNIQUE_ID;
            case PUBLIC_KEY_INFO -> Cka.PUBLIC_KEY_INFO;
            case URL -> Cka.URL;
            case HASH_OF_SUBJECT_PUBLIC_KEY -> Cka.HASH_OF_SUBJECT_PUBLIC_KEY;
            case HASH_OF_ISSUER_PUBLIC_KEY -> Cka.HASH_OF_ISSUER_PUBLIC_KEY;
            case JAVA_MIDP_SECURITY_DOMAIN -> Cka.JAVA_MIDP_SECURITY_DOMAIN;
            case NAME_HASH_ALGORITHM -> Cka.NAME_HASH_ALGORITHM;
        };
    }
}
