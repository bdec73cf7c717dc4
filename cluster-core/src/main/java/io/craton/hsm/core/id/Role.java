package io.craton.hsm.core.id;

/** Who can log in to a token (PKCS#11 3.2, section 5.6: CKU_USER and CKU_SO). */
public enum Role {
    USER,
    SECURITY_OFFICER
}
