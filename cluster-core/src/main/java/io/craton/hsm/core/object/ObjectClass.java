package io.craton.hsm.core.object;

/** The class of an object (PKCS#11 3.2, section 4.2). */
public enum ObjectClass {
    DATA,
    CERTIFICATE,
    PUBLIC_KEY,
    PRIVATE_KEY,
    SECRET_KEY;

    public boolean isKey() {
        return switch (this) {
            case PUBLIC_KEY, PRIVATE_KEY, SECRET_KEY -> true;
            case DATA, CERTIFICATE -> false;
        };
    }
}
