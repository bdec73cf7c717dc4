package io.craton.hsm.core.token;

/**
 * The bounds of one token. They are fixed in code because every replica must decide alike.
 */
public final class TokenLimits {
    /** Vain tries after which a PIN is locked. */
    public static final int MAX_PIN_TRIES = 10;

    public static final int MIN_PIN_BYTES = 4;
    public static final int MAX_PIN_BYTES = 255;

    /** A label fills CK_TOKEN_INFO.label. */
    public static final int MAX_LABEL_BYTES = 32;

    public static final int MAX_SESSIONS = 16_384;
    public static final int MAX_OBJECTS = 250_000;

    /** Objects that one request makes: a key pair is two. */
    public static final int MAX_OBJECTS_AT_ONCE = 64;

    /** Processes that may hold sessions at once. */
    public static final int MAX_APPLICATIONS = 4_096;

    /** Results kept for repeats of one application; a client has far fewer requests open at once. */
    public static final int MAX_RESULTS_PER_APPLICATION = 512;

    private TokenLimits() {}
}
