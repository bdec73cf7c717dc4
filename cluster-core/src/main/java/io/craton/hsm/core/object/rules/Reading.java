package io.craton.hsm.core.object.rules;

/** What reading one attribute of one object comes to (PKCS#11 3.2, section 5.7.5). */
public enum Reading {
    /** The public value that stands in the object's attributes. */
    VALUE,
    /** Key material that may leave the token. A part the key was made without is absent all the same. */
    MATERIAL,
    /** Key material that may not. */
    SENSITIVE,
    /** The object has no such attribute. */
    ABSENT
}
