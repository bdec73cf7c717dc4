package io.craton.hsm.core.object.rules;

import io.craton.hsm.core.fault.Fault;
import io.craton.hsm.core.fault.Outcome;
import io.craton.hsm.core.fault.Outcome.Unit;
import io.craton.hsm.core.mechanism.Mechanism;
import io.craton.hsm.core.mechanism.MechanismParameters;
import io.craton.hsm.core.mechanism.Operation;
import io.craton.hsm.core.object.AttributeType;
import io.craton.hsm.core.object.Attributes;
import io.craton.hsm.core.object.Template;

/**
 * The rules of objects (PKCS#11 3.2, sections 4 to 6) as pure functions of attributes. They look at what is asked, not at who asks: login,
 * session state and the read-only session are the token's to check. Secrets in templates are looked at for their length only, and stay
 * the caller's to close. Stateless, hence thread-safe.
 *
 * <p>Every function that takes a template or changes refuses with ATTRIBUTE_VALUE_INVALID a value its attribute cannot have or that is over
 * {@link io.craton.hsm.core.object.ObjectLimits}, ATTRIBUTE_TYPE_INVALID an attribute the object cannot have, ATTRIBUTE_READ_ONLY one the
 * caller may not set, and TEMPLATE_INCONSISTENT values that do not go together. Every function that takes the attributes of an existing
 * object throws {@link IllegalArgumentException} for a set that is not one.
 */
public final class ObjectRules {
    private ObjectRules() {}

    /**
     * C_GenerateKey: all attributes of the new key but CKA_UNIQUE_ID.
     *
     * <p>Refused: MECHANISM_INVALID if it makes no secret keys, TEMPLATE_INCOMPLETE without CKA_VALUE_LEN, KEY_SIZE_RANGE.
     */
    public static Outcome<Attributes> generatedSecretKey(Mechanism mechanism, Template template) {
        return KeyGeneration.secretKey(mechanism, template);
    }

    /**
     * C_GenerateKeyPair: what to generate, and all attributes of both keys but CKA_UNIQUE_ID and the facts of the pair.
     *
     * <p>Refused: MECHANISM_INVALID if it makes no key pairs, TEMPLATE_INCOMPLETE without CKA_MODULUS_BITS or CKA_EC_PARAMS,
     * KEY_SIZE_RANGE, CURVE_NOT_SUPPORTED, TEMPLATE_INCONSISTENT for an exponent that cannot be used.
     */
    public static Outcome<KeyPairAttributes> generatedKeyPair(
            Mechanism mechanism, Template publicTemplate, Template privateTemplate) {
        return KeyGeneration.keyPair(mechanism, publicTemplate, privateTemplate);
    }

    /**
     * The key with those of a backend's facts that its class and type have, which win over what the template gave.
     *
     * @throws IllegalArgumentException if {@code facts} holds anything that does not follow from key material
     */
    public static Attributes withFacts(Attributes key, Attributes facts) {
        return KeyFacts.withFacts(key, facts);
    }

    /**
     * C_CreateObject: all attributes of the new object but CKA_UNIQUE_ID and, for keys, the facts that only a backend can tell.
     *
     * <p>Refused: TEMPLATE_INCOMPLETE where a required attribute is missing, CURVE_NOT_SUPPORTED.
     */
    public static Outcome<Attributes> created(Template template) {
        return ObjectCreation.created(template);
    }

    /**
     * C_CopyObject: all attributes of the copy but CKA_UNIQUE_ID. The copy's key material is the source's.
     *
     * <p>Refused: ACTION_PROHIBITED if the source is not copyable, TEMPLATE_INCONSISTENT for a public copy of a private object.
     */
    public static Outcome<Attributes> copied(Attributes source, Attributes changes) {
        return ObjectChange.copied(source, changes);
    }

    /** As {@link #copied(Attributes, Attributes)}; key material among the changes is refused with ATTRIBUTE_READ_ONLY. */
    public static Outcome<Attributes> copied(Attributes source, Template changes) {
        return changes.keyMaterial().isEmpty()
                ? copied(source, changes.attributes())
                : Outcome.refused(Fault.ATTRIBUTE_READ_ONLY);
    }

    /**
     * C_SetAttributeValue: all attributes of the object afterwards.
     *
     * <p>Refused: ACTION_PROHIBITED if the object is not modifiable.
     */
    public static Outcome<Attributes> changed(Attributes current, Attributes changes) {
        return ObjectChange.changed(current, changes);
    }

    /** As {@link #changed(Attributes, Attributes)}; key material among the changes is refused with ATTRIBUTE_READ_ONLY. */
    public static Outcome<Attributes> changed(Attributes current, Template changes) {
        return changes.keyMaterial().isEmpty()
                ? changed(current, changes.attributes())
                : Outcome.refused(Fault.ATTRIBUTE_READ_ONLY);
    }

    /** C_DestroyObject: refused with ACTION_PROHIBITED unless the object is destroyable. */
    public static Outcome<Unit> destroyable(Attributes object) {
        return object.flag(AttributeType.DESTROYABLE) ? Outcome.OK : Outcome.refused(Fault.ACTION_PROHIBITED);
    }

    /** C_GetAttributeValue: what reading the attribute comes to. */
    public static Reading reading(Attributes object, AttributeType type) {
        return ObjectAccess.reading(object, type);
    }

    /**
     * C_*Init: whether the key can be used so.
     *
     * <p>Refused: MECHANISM_INVALID if the mechanism does not do that with a key, KEY_HANDLE_INVALID if the object is no key,
     * KEY_TYPE_INCONSISTENT, KEY_FUNCTION_NOT_PERMITTED for the wrong half of a pair or a usage flag that is off, KEY_SIZE_RANGE.
     */
    public static Outcome<Unit> usable(Attributes key, Operation operation, Mechanism mechanism) {
        return KeyUse.usable(key, operation, mechanism);
    }

    /** C_*Init: refused with MECHANISM_PARAM_INVALID unless the parameters are the mechanism's, within their limits. */
    public static Outcome<Unit> parametersFit(Mechanism mechanism, MechanismParameters parameters) {
        return KeyUse.parametersFit(mechanism, parameters);
    }

    /** Whether a session of an application sees the object: a private one only while the user is logged in. */
    public static boolean visible(Attributes object, boolean userLoggedIn) {
        return ObjectAccess.visible(object, userLoggedIn);
    }
}
