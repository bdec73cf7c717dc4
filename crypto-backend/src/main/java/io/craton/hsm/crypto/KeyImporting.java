package io.craton.hsm.crypto;

import io.craton.hsm.core.fault.Fault;
import io.craton.hsm.core.fault.Outcome;
import io.craton.hsm.core.object.AttributeType;
import io.craton.hsm.core.object.Attributes;
import io.craton.hsm.core.object.KeyType;
import io.craton.hsm.core.object.ObjectClass;
import io.craton.hsm.core.secret.Secret;
import java.util.Map;
import java.util.Optional;

/** Keys from templates, and the values of keys for those who may read them. */
final class KeyImporting {
    private final SecretMemory secrets;
    private final RsaImport rsa;
    private final EcImport ec;

    KeyImporting(Backends backends, SecretMemory secrets, PairwiseCheck pairCheck) {
        this.secrets = secrets;
        this.rsa = new RsaImport(secrets);
        this.ec = new EcImport(backends, secrets, pairCheck);
    }

    Outcome<KeyImport> importKey(
            ObjectClass objectClass, KeyType type, Attributes attributes, Map<AttributeType, Secret> material) {
        return switch (objectClass) {
            case PUBLIC_KEY ->
                switch (type) {
                    case RSA -> rsa.importPublic(attributes);
                    case EC -> ec.importPublic(attributes);
                    case AES, GENERIC_SECRET -> Outcome.refused(Fault.TEMPLATE_INCONSISTENT);
                };
            case PRIVATE_KEY ->
                switch (type) {
                    case RSA -> rsa.importPrivate(attributes, material);
                    case EC -> ec.importPrivate(attributes, material);
                    case AES, GENERIC_SECRET -> Outcome.refused(Fault.TEMPLATE_INCONSISTENT);
                };
            case SECRET_KEY ->
                switch (type) {
                    case AES, GENERIC_SECRET -> importSecret(type, attributes, material);
                    case RSA, EC -> Outcome.refused(Fault.TEMPLATE_INCONSISTENT);
                };
            case DATA, CERTIFICATE -> Outcome.refused(Fault.TEMPLATE_INCONSISTENT);
        };
    }

    private Outcome<KeyImport> importSecret(KeyType type, Attributes attributes, Map<AttributeType, Secret> material) {
        Secret value = material.get(AttributeType.VALUE);
        if (value == null) {
            return Outcome.refused(Fault.TEMPLATE_INCOMPLETE);
        }
        if (!KeyGeneration.isSize(type, value.length())) {
            return Outcome.refused(Fault.KEY_SIZE_RANGE);
        }
        if (attributes.number(AttributeType.VALUE_LEN).stream().anyMatch(length -> length != value.length())) {
            return Outcome.refused(Fault.TEMPLATE_INCONSISTENT);
        }
        Attributes facts = Attributes.builder()
                .put(AttributeType.VALUE_LEN, value.length())
                .build();
        return value.withBytes(bytes -> secrets.hold(bytes.clone()))
                .map(held -> new KeyImport(facts, Optional.of(held)));
    }

    Outcome<Secret> export(KeyType type, Secret material, AttributeType which) {
        return switch (type) {
            case AES, GENERIC_SECRET ->
                which == AttributeType.VALUE
                        ? material.withBytes(bytes -> secrets.hold(bytes.clone()))
                        : Outcome.refused(Fault.ATTRIBUTE_TYPE_INVALID);
            case RSA ->
                rsaField(which)
                        .map(field -> read(material, pkcs8 -> RsaEncoding.field(pkcs8, field)))
                        .orElseGet(() -> Outcome.refused(Fault.ATTRIBUTE_TYPE_INVALID));
            case EC ->
                which == AttributeType.VALUE
                        ? read(material, pkcs8 -> NamedCurve.ofPkcs8(pkcs8).scalar(pkcs8))
                        : Outcome.refused(Fault.ATTRIBUTE_TYPE_INVALID);
        };
    }

    private interface FieldReader {
        byte[] read(byte[] pkcs8) throws Der.MalformedException;
    }

    private Outcome<Secret> read(Secret material, FieldReader reader) {
        return material.withBytes(pkcs8 -> {
            try {
                return secrets.hold(reader.read(pkcs8));
            } catch (Der.MalformedException e) {
                throw new IllegalArgumentException("the material is not of this type of key", e);
            }
        });
    }

    private static Optional<RsaEncoding.Field> rsaField(AttributeType which) {
        return switch (which) {
            case PRIVATE_EXPONENT -> Optional.of(RsaEncoding.Field.PRIVATE_EXPONENT);
            case PRIME_1 -> Optional.of(RsaEncoding.Field.PRIME_1);
            case PRIME_2 -> Optional.of(RsaEncoding.Field.PRIME_2);
            case EXPONENT_1 -> Optional.of(RsaEncoding.Field.EXPONENT_1);
            case EXPONENT_2 -> Optional.of(RsaEncoding.Field.EXPONENT_2);
            case COEFFICIENT -> Optional.of(RsaEncoding.Field.COEFFICIENT);
            default -> Optional.empty();
        };
    }
}
