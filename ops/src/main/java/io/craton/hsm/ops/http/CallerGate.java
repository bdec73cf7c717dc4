package io.craton.hsm.ops.http;

import io.craton.hsm.auth.Operator;
import io.craton.hsm.auth.Refusal;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/** Tells who makes a request. Thread-safe. */
@FunctionalInterface
public interface CallerGate {
    /**
     * @param chain what the peer proved in the TLS handshake, empty if it showed nothing
     * @param authorization the header of that name; not logged
     */
    Decision identify(List<X509Certificate> chain, Optional<String> authorization);

    sealed interface Decision {
        record Known(Operator operator) implements Decision {}

        /** Something was shown, and refused. */
        record Refused(Refusal refusal) implements Decision {}

        /** Nothing was shown. */
        enum Anonymous implements Decision {
            ANONYMOUS
        }
    }
}
