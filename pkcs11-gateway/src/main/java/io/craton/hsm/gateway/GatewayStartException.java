package io.craton.hsm.gateway;

import org.jspecify.annotations.Nullable;

/** A gateway could not listen; the message is one line that says where and why. */
public final class GatewayStartException extends Exception {
    private static final long serialVersionUID = 1L;

    GatewayStartException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
