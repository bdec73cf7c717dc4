package io.craton.hsm.actors.system;

/** The actor system could not be started. The message is one line that says what is wrong, and where. */
public final class NodeSystemException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public NodeSystemException(String message) {
        super(message);
    }

    public NodeSystemException(String message, Throwable cause) {
        super(message, cause);
    }
}
