package io.craton.hsm.ops.http;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A request as it came in.
 *
 * @param source the peer's address
 * @param chain what the peer proved in the handshake, empty if it showed nothing
 * @param authorization the header, which may hold a secret
 * @param body wiped by whoever serves the request
 */
record ApiRequest(
        String source,
        List<X509Certificate> chain,
        Optional<String> authorization,
        Optional<String> contentType,
        Optional<String> idempotencyKey,
        Map<String, String> pathParameters,
        Map<String, List<String>> query,
        byte[] body) {
    @Override
    public String toString() {
        return "ApiRequest[" + source + "]";
    }
}
