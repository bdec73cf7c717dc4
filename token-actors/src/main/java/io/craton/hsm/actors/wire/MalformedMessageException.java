package io.craton.hsm.actors.wire;

import java.io.NotSerializableException;
import org.jspecify.annotations.Nullable;

/** Bytes from another node that are no message of this version. Says what is wrong with them, never what is in them. */
public final class MalformedMessageException extends NotSerializableException {
    private static final long serialVersionUID = 1L;

    MalformedMessageException(String reason, @Nullable Throwable cause) {
        super(reason);
        if (cause != null) {
            initCause(cause);
        }
    }
}
