package io.craton.hsm.gateway.wire;

import java.io.IOException;

/** The peer sent what the protocol does not allow; the connection cannot go on. The message never quotes the bytes. */
public final class MalformedFrameException extends IOException {
    private static final long serialVersionUID = 1L;

    public MalformedFrameException(String message) {
        super(message);
    }
}
