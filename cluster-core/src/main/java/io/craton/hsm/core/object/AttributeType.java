package io.craton.hsm.core.object;

import java.util.Optional;

/**
 * Every attribute an object can have (PKCS#11 3.2, section 4). The wire number is the gateway's; {@link #id} is ours, persisted and never
 * changed.
 */
public enum AttributeType {
    CLASS(1, Kind.CLASS),
    TOKEN(2, Kind.FLAG),
    PRIVATE(3, Kind.FLAG),
    LABEL(4, Kind.BYTES),
    APPLICATION(5, Kind.BYTES),
    VALUE(6, Kind.BYTES),
    OBJECT_ID(7, Kind.BYTES),
    CERTIFICATE_TYPE(8, Kind.NUMBER),
    ISSUER(9, Kind.BYTES),
    SERIAL_NUMBER(10, Kind.BYTES),
    SUBJECT(11, Kind.BYTES),
    ID(12, Kind.BYTES),
    TRUSTED(13, Kind.FLAG),
    CERTIFICATE_CATEGORY(14, Kind.NUMBER),
    CHECK_VALUE(15, Kind.BYTES),
    START_DATE(16, Kind.BYTES),
    END_DATE(17, Kind.BYTES),
    KEY_TYPE(18, Kind.KEY_TYPE),
    SENSITIVE(19, Kind.FLAG),
    ENCRYPT(20, Kind.FLAG),
    DECRYPT(21, Kind.FLAG),
    WRAP(22, Kind.FLAG),
    UNWRAP(23, Kind.FLAG),
    SIGN(24, Kind.FLAG),
    SIGN_RECOVER(25, Kind.FLAG),
    VERIFY(26, Kind.FLAG),
    VERIFY_RECOVER(27, Kind.FLAG),
    DERIVE(28, Kind.FLAG),
    MODULUS(29, Kind.BYTES),
    MODULUS_BITS(30, Kind.NUMBER),
    PUBLIC_EXPONENT(31, Kind.BYTES),
    PRIVATE_EXPONENT(32, Kind.BYTES),
    PRIME_1(33, Kind.BYTES),
    PRIME_2(34, Kind.BYTES),
    EXPONENT_1(35, Kind.BYTES),
    EXPONENT_2(36, Kind.BYTES),
    COEFFICIENT(37, Kind.BYTES),
    VALUE_LEN(38, Kind.NUMBER),
    EXTRACTABLE(39, Kind.FLAG),
    LOCAL(40, Kind.FLAG),
    NEVER_EXTRACTABLE(41, Kind.FLAG),
    ALWAYS_SENSITIVE(42, Kind.FLAG),
    KEY_GEN_MECHANISM(43, Kind.MECHANISM),
    MODIFIABLE(44, Kind.FLAG),
    COPYABLE(45, Kind.FLAG),
    DESTROYABLE(46, Kind.FLAG),
    EC_PARAMS(47, Kind.BYTES),
    EC_POINT(48, Kind.BYTES),
    ALWAYS_AUTHENTICATE(49, Kind.FLAG),
    WRAP_WITH_TRUSTED(50, Kind.FLAG),
    UNIQUE_ID(51, Kind.BYTES),
    PUBLIC_KEY_INFO(52, Kind.BYTES),
    URL(53, Kind.BYTES),
    HASH_OF_SUBJECT_PUBLIC_KEY(54, Kind.BYTES),
    HASH_OF_ISSUER_PUBLIC_KEY(55, Kind.BYTES),
    JAVA_MIDP_SECURITY_DOMAIN(56, Kind.NUMBER),
    NAME_HASH_ALGORITHM(57, Kind.NUMBER);

    /** How a value is written: flag one byte, number an unsigned long, bytes as they are, the rest by name. */
    public enum Kind {
        FLAG,
        NUMBER,
        BYTES,
        CLASS,
        KEY_TYPE,
        MECHANISM
    }

    private final int id;
    private final Kind kind;

    AttributeType(int id, Kind kind) {
        this.id = id;
        this.kind = kind;
    }

    /** The persisted number; stable for ever. */
    public int id() {
        return id;
    }

    private static final AttributeType[] BY_ID = byId();

    /** The type with that persisted number. */
    public static Optional<AttributeType> withId(int id) {
        return id > 0 && id < BY_ID.length ? Optional.of(BY_ID[id]) : Optional.empty();
    }

    /** Ids are dense from 1 and ascend with the declarations, so that sets are written in the order of ids. */
    private static AttributeType[] byId() {
        AttributeType[] table = new AttributeType[values().length + 1];
        for (AttributeType type : values()) {
            table[type.id] = type;
        }
        return table;
    }

    public Kind kind() {
        return kind;
    }

    /**
     * Whether the attribute of a private or secret key is key material. Such values never stand in {@link Attributes}; they travel as
     * {@link io.craton.hsm.core.secret.Secret}.
     */
    public boolean isKeyMaterial() {
        return switch (this) {
            case VALUE, PRIVATE_EXPONENT, PRIME_1, PRIME_2, EXPONENT_1, EXPONENT_2, COEFFICIENT -> true;
            default -> false;
        };
    }
}
