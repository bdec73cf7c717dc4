package io.craton.hsm.core.object.rules;

import static io.craton.hsm.core.object.rules.AttributeRule.Change.FREE;
import static io.craton.hsm.core.object.rules.AttributeRule.Change.IN_COPY;
import static io.craton.hsm.core.object.rules.AttributeRule.Change.IN_COPY_TO_TRUE;
import static io.craton.hsm.core.object.rules.AttributeRule.Change.NEVER;
import static io.craton.hsm.core.object.rules.AttributeRule.Change.TO_FALSE;
import static io.craton.hsm.core.object.rules.AttributeRule.Change.TO_TRUE;
import static io.craton.hsm.core.object.rules.AttributeRule.Presence.FORBIDDEN;
import static io.craton.hsm.core.object.rules.AttributeRule.Presence.OPTIONAL;
import static io.craton.hsm.core.object.rules.AttributeRule.Presence.REQUIRED;
import static io.craton.hsm.core.object.rules.AttributeRule.byToken;
import static io.craton.hsm.core.object.rules.AttributeRule.fixed;
import static io.craton.hsm.core.object.rules.AttributeRule.optional;

import io.craton.hsm.core.Octets;
import io.craton.hsm.core.object.AttributeType;
import io.craton.hsm.core.object.AttributeValue;
import io.craton.hsm.core.object.Attributes;
import io.craton.hsm.core.object.KeyType;
import io.craton.hsm.core.object.ObjectClass;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The attribute tables of the standard: for each kind of object (a class, and for keys a key type) every attribute it can have, with its
 * {@link AttributeRule}. CKA_CHECK_VALUE is in none of them: the token does not compute check values, so it takes none.
 */
final class ObjectSchema {
    private static final AttributeValue YES = AttributeValue.of(true);
    private static final AttributeValue NO = AttributeValue.of(false);
    private static final AttributeValue EMPTY = AttributeValue.of(Octets.EMPTY);
    private static final AttributeValue ZERO = AttributeValue.of(0);

    /** 65537, for lack of another (PKCS#11 3.2, section 6.1.4). */
    private static final AttributeValue DEFAULT_EXPONENT = AttributeValue.of(Octets.ofHex("010001"));

    private static final Map<ObjectClass, ObjectSchema> WITHOUT_KEY_TYPE = new EnumMap<>(ObjectClass.class);
    private static final Map<ObjectClass, Map<KeyType, ObjectSchema>> OF_KEYS = new EnumMap<>(ObjectClass.class);

    static {
        WITHOUT_KEY_TYPE.put(ObjectClass.DATA, data());
        WITHOUT_KEY_TYPE.put(ObjectClass.CERTIFICATE, certificate());
        OF_KEYS.put(ObjectClass.PUBLIC_KEY, Map.of(KeyType.RSA, rsaPublicKey(), KeyType.EC, ecPublicKey()));
        OF_KEYS.put(ObjectClass.PRIVATE_KEY, Map.of(KeyType.RSA, rsaPrivateKey(), KeyType.EC, ecPrivateKey()));
        OF_KEYS.put(
                ObjectClass.SECRET_KEY,
                Map.of(
                        KeyType.AES,
                        secretKey(AttributeType.ENCRYPT, AttributeType.DECRYPT),
                        KeyType.GENERIC_SECRET,
                        secretKey(AttributeType.SIGN, AttributeType.VERIFY)));
    }

    private final ObjectClass objectClass;
    private final EnumMap<AttributeType, AttributeRule> rules = new EnumMap<>(AttributeType.class);
    private final Set<AttributeType> usualUsages;

    private ObjectSchema(ObjectClass objectClass, AttributeType... usualUsages) {
        this.objectClass = objectClass;
        this.usualUsages = EnumSet.noneOf(AttributeType.class);
        Collections.addAll(this.usualUsages, usualUsages);
    }

    /** The table for the class and key type; empty where there is no such object, such as a secret key of type RSA. */
    static Optional<ObjectSchema> of(ObjectClass objectClass, @Nullable KeyType keyType) {
        if (!objectClass.isKey()) {
            return Optional.ofNullable(WITHOUT_KEY_TYPE.get(objectClass));
        }
        Map<KeyType, ObjectSchema> ofClass = OF_KEYS.get(objectClass);
        return keyType == null || ofClass == null ? Optional.empty() : Optional.ofNullable(ofClass.get(keyType));
    }

    /**
     * The table for an object that exists.
     *
     * @throws IllegalArgumentException if these are not the attributes of an object
     */
    static ObjectSchema of(Attributes object) {
        return object.objectClass()
                .flatMap(objectClass -> of(objectClass, object.keyType().orElse(null)))
                .orElseThrow(() -> new IllegalArgumentException("not the attributes of an object: " + object));
    }

    ObjectClass objectClass() {
        return objectClass;
    }

    Map<AttributeType, AttributeRule> rules() {
        return Collections.unmodifiableMap(rules);
    }

    Optional<AttributeRule> rule(AttributeType type) {
        return Optional.ofNullable(rules.get(type));
    }

    boolean has(AttributeType type) {
        return rules.containsKey(type);
    }

    /** Whether the value of the attribute is key material in an object of this kind (footnote 7). */
    boolean isKeyMaterial(AttributeType type) {
        return objectClass.holdsKeyMaterial() && type.isKeyMaterial() && has(type);
    }

    /** The usages a key of this kind has where its template names none of them. */
    Set<AttributeType> usualUsages() {
        return Collections.unmodifiableSet(usualUsages);
    }

    private ObjectSchema with(AttributeType type, AttributeRule rule) {
        rules.put(type, rule);
        return this;
    }

    private ObjectSchema with(AttributeRule rule, AttributeType... types) {
        for (AttributeType type : types) {
            rules.put(type, rule);
        }
        return this;
    }

    /** Section 4.4. Private and secret keys are private unless the template says otherwise. */
    private ObjectSchema storage() {
        AttributeValue isPrivate = AttributeValue.of(objectClass.holdsKeyMaterial());
        return with(AttributeType.CLASS, fixed(REQUIRED, OPTIONAL))
                .with(AttributeType.TOKEN, optional(IN_COPY, NO))
                .with(AttributeType.PRIVATE, optional(IN_COPY_TO_TRUE, isPrivate))
                .with(AttributeType.LABEL, optional(FREE, EMPTY))
                .with(AttributeType.MODIFIABLE, optional(IN_COPY, YES))
                .with(AttributeType.COPYABLE, optional(TO_FALSE, YES))
                .with(AttributeType.DESTROYABLE, optional(IN_COPY, YES))
                .with(AttributeType.UNIQUE_ID, byToken());
    }

    /** Section 4.5. */
    private static ObjectSchema data() {
        return new ObjectSchema(ObjectClass.DATA)
                .storage()
                .with(optional(NEVER, EMPTY), AttributeType.APPLICATION, AttributeType.OBJECT_ID, AttributeType.VALUE);
    }

    /** Sections 4.6.2 and 4.6.3: after it is made, only label, id, issuer and serial number change. */
    private static ObjectSchema certificate() {
        return new ObjectSchema(ObjectClass.CERTIFICATE)
                .storage()
                .with(fixed(REQUIRED, FORBIDDEN), AttributeType.CERTIFICATE_TYPE, AttributeType.SUBJECT)
                .with(
                        optional(NEVER, EMPTY),
                        AttributeType.VALUE,
                        AttributeType.URL,
                        AttributeType.HASH_OF_SUBJECT_PUBLIC_KEY,
                        AttributeType.HASH_OF_ISSUER_PUBLIC_KEY,
                        AttributeType.PUBLIC_KEY_INFO,
                        AttributeType.START_DATE,
                        AttributeType.END_DATE)
                .with(optional(FREE, EMPTY), AttributeType.ID, AttributeType.ISSUER, AttributeType.SERIAL_NUMBER)
                .with(
                        optional(NEVER, ZERO),
                        AttributeType.CERTIFICATE_CATEGORY,
                        AttributeType.JAVA_MIDP_SECURITY_DOMAIN)
                .with(AttributeType.NAME_HASH_ALGORITHM, optional(NEVER))
                .with(AttributeType.TRUSTED, optional(NEVER, NO));
    }

    /** Section 4.8. */
    private ObjectSchema key() {
        return storage()
                .with(AttributeType.KEY_TYPE, fixed(REQUIRED, OPTIONAL))
                .with(optional(FREE, EMPTY), AttributeType.ID, AttributeType.START_DATE, AttributeType.END_DATE)
                .with(AttributeType.DERIVE, optional(FREE, NO))
                .with(byToken(), AttributeType.LOCAL, AttributeType.KEY_GEN_MECHANISM);
    }

    /** Section 4.9. */
    private static ObjectSchema publicKey(AttributeType... usualUsages) {
        return new ObjectSchema(ObjectClass.PUBLIC_KEY, usualUsages)
                .key()
                .with(AttributeType.SUBJECT, optional(FREE, EMPTY))
                .with(
                        optional(FREE),
                        AttributeType.ENCRYPT,
                        AttributeType.VERIFY,
                        AttributeType.VERIFY_RECOVER,
                        AttributeType.WRAP)
                .with(AttributeType.TRUSTED, optional(NEVER, NO))
                .with(AttributeType.PUBLIC_KEY_INFO, byToken());
    }

    /** What private and secret keys share: sections 4.10 and 4.11. */
    private ObjectSchema keyMaterial() {
        return key().with(AttributeType.SENSITIVE, optional(TO_TRUE, YES))
                .with(AttributeType.EXTRACTABLE, optional(TO_FALSE, NO))
                .with(AttributeType.WRAP_WITH_TRUSTED, optional(TO_TRUE, NO))
                .with(byToken(), AttributeType.ALWAYS_SENSITIVE, AttributeType.NEVER_EXTRACTABLE);
    }

    /** Section 4.10. */
    private static ObjectSchema privateKey(AttributeType... usualUsages) {
        return new ObjectSchema(ObjectClass.PRIVATE_KEY, usualUsages)
                .keyMaterial()
                .with(AttributeType.SUBJECT, optional(FREE, EMPTY))
                .with(
                        optional(FREE),
                        AttributeType.DECRYPT,
                        AttributeType.SIGN,
                        AttributeType.SIGN_RECOVER,
                        AttributeType.UNWRAP)
                .with(AttributeType.ALWAYS_AUTHENTICATE, optional(NEVER, NO))
                .with(AttributeType.PUBLIC_KEY_INFO, byToken());
    }

    /** Sections 4.11, 6.8 (generic) and 6.10.2 (AES). */
    private static ObjectSchema secretKey(AttributeType... usualUsages) {
        return new ObjectSchema(ObjectClass.SECRET_KEY, usualUsages)
                .keyMaterial()
                .with(
                        optional(FREE),
                        AttributeType.ENCRYPT,
                        AttributeType.DECRYPT,
                        AttributeType.SIGN,
                        AttributeType.VERIFY,
                        AttributeType.WRAP,
                        AttributeType.UNWRAP)
                .with(AttributeType.TRUSTED, optional(NEVER, NO))
                .with(AttributeType.VALUE, fixed(REQUIRED, FORBIDDEN))
                .with(AttributeType.VALUE_LEN, fixed(FORBIDDEN, REQUIRED));
    }

    /** Section 6.1.2. */
    private static ObjectSchema rsaPublicKey() {
        return publicKey(AttributeType.VERIFY, AttributeType.ENCRYPT)
                .with(AttributeType.MODULUS, fixed(REQUIRED, FORBIDDEN))
                .with(AttributeType.MODULUS_BITS, fixed(FORBIDDEN, REQUIRED))
                .with(AttributeType.PUBLIC_EXPONENT, new AttributeRule(REQUIRED, OPTIONAL, NEVER, DEFAULT_EXPONENT));
    }

    /** Section 6.1.3. */
    private static ObjectSchema rsaPrivateKey() {
        return privateKey(AttributeType.SIGN, AttributeType.DECRYPT)
                .with(
                        fixed(REQUIRED, FORBIDDEN),
                        AttributeType.MODULUS,
                        AttributeType.PUBLIC_EXPONENT,
                        AttributeType.PRIVATE_EXPONENT)
                .with(
                        fixed(OPTIONAL, FORBIDDEN),
                        AttributeType.PRIME_1,
                        AttributeType.PRIME_2,
                        AttributeType.EXPONENT_1,
                        AttributeType.EXPONENT_2,
                        AttributeType.COEFFICIENT);
    }

    /** Section 6.3.3. */
    private static ObjectSchema ecPublicKey() {
        return publicKey(AttributeType.VERIFY)
                .with(AttributeType.EC_PARAMS, fixed(REQUIRED, REQUIRED))
                .with(AttributeType.EC_POINT, fixed(REQUIRED, FORBIDDEN));
    }

    /** Section 6.3.4. */
    private static ObjectSchema ecPrivateKey() {
        return privateKey(AttributeType.SIGN)
                .with(fixed(REQUIRED, FORBIDDEN), AttributeType.EC_PARAMS, AttributeType.VALUE);
    }
}
