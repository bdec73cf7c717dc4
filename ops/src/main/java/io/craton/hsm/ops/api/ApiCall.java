package io.craton.hsm.ops.api;

import io.craton.hsm.auth.Operator;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One request that has passed the gate.
 *
 * @param source the address of whoever asks
 * @param chain what the peer proved in the TLS handshake, empty if it showed nothing
 * @param operator who asks; empty on open routes only
 * @param parameters the variable parts of the path, by name
 * @param request the query of a GET or DELETE, the body of any other
 * @param deadlineNanos on the clock of {@link System#nanoTime}
 */
public record ApiCall<Q>(
        String requestId,
        String source,
        List<X509Certificate> chain,
        Optional<Operator> operator,
        Map<String, String> parameters,
        Q request,
        long deadlineNanos) {
    /** The variable part of the path. */
    public String parameter(String name) {
        String value = parameters.get(name);
        if (value == null) {
            throw new IllegalArgumentException("the route has no parameter " + name);
        }
        return value;
    }

    /** Who asks, on a route that is not open. */
    public Operator caller() {
        return operator.orElseThrow();
    }
}
