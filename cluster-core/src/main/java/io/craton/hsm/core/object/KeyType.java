package io.craton.hsm.core.object;

import java.util.Optional;

/** The type of a key (PKCS#11 3.2, section 4.8). The wire number is the gateway's; {@link #id} is ours, persisted and never changed. */
public enum KeyType {
    RSA(1),
    EC(2),
    AES(3),
    GENERIC_SECRET(4);

    private final int id;

    KeyType(int id) {
        this.id = id;
    }

    /** The persisted number; stable for ever. */
    public int id() {
        return id;
    }

    /** The type with that persisted number. */
    public static Optional<KeyType> withId(int id) {
        for (KeyType type : values()) {
            if (type.id == id) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }
}
