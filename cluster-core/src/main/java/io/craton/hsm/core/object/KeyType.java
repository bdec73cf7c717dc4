package io.craton.hsm.core.object;

/** The type of a key (PKCS#11 3.2, section 4.6). */
public enum KeyType {
    RSA,
    EC,
    AES,
    GENERIC_SECRET
}
