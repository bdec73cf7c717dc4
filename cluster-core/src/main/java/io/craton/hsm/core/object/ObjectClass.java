package io.craton.hsm.core.object;

import java.util.Optional;

/** The class of an object (PKCS#11 3.2, section 4.2). The wire number is the gateway's; {@link #id} is ours, persisted and never changed. */
public enum ObjectClass {
    DATA(1),
    CERTIFICATE(2),
    PUBLIC_KEY(3),
    PRIVATE_KEY(4),
    SECRET_KEY(5);

    private final int id;

    ObjectClass(int id) {
        this.id = id;
    }

    /** The persisted number; stable for ever. */
    public int id() {
        return id;
    }

    /** The class with that persisted number. */
    public static Optional<ObjectClass> withId(int id) {
        for (ObjectClass type : values()) {
            if (type.id == id) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }

    public boolean isKey() {
        return switch (this) {
            case PUBLIC_KEY, PRIVATE_KEY, SECRET_KEY -> true;
            case DATA, CERTIFICATE -> false;
        };
    }

    /** Whether objects of the class hold values that only a {@link io.craton.hsm.core.secret.Secret} may carry. */
    public boolean holdsKeyMaterial() {
        return switch (this) {
            case PRIVATE_KEY, SECRET_KEY -> true;
            case DATA, CERTIFICATE, PUBLIC_KEY -> false;
        };
    }
}
