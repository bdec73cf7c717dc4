package io.craton.hsm.raft;

/** The node cannot take part in consensus; the message is one line that says what is wrong and where. */
public final class RaftStartException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RaftStartException(String line) {
        super(line);
    }

    RaftStartException(String line, Throwable cause) {
        super(line, cause);
    }
}
