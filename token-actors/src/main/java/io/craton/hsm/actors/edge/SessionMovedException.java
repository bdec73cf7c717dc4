package io.craton.hsm.actors.edge;

/** The session's actor on this node stopped before it answered. The request can be repeated: here, once the session is resumed, or on the node it moved to. */
final class SessionMovedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SessionMovedException() {
        super("the session is not on this node any more", null, false, false);
    }
}
