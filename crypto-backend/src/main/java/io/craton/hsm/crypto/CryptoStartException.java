package io.craton.hsm.crypto;

/** The module cannot start; the message is one line that says what and where. */
public final class CryptoStartException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public CryptoStartException(String message) {
        super(message);
    }

    public CryptoStartException(String message, Throwable cause) {
        super(message, cause);
    }
}
