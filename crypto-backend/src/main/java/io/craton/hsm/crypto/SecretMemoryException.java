package io.craton.hsm.crypto;

/** Locked memory cannot be had, or its limit is reached; the message is one line that says which. */
public final class SecretMemoryException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SecretMemoryException(String message) {
        super(message);
    }
}
