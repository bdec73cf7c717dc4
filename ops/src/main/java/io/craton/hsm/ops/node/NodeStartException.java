package io.craton.hsm.ops.node;

/** A node could not start. The message is one line that says what is wrong and where; it holds no secret. */
public final class NodeStartException extends Exception {
    private static final long serialVersionUID = 1L;

    public NodeStartException(String line) {
        super(line);
    }

    public NodeStartException(String line, Throwable cause) {
        super(line, cause);
    }
}
