package io.craton.hsm.crypto.seal;

/** The cluster key cannot be had; the message is one line that says what and where. */
public final class ClusterKeyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ClusterKeyException(String message) {
        super(message);
    }

    ClusterKeyException(String message, Throwable cause) {
        super(message, cause);
    }
}
