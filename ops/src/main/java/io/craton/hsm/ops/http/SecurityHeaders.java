package io.craton.hsm.ops.http;

import java.util.Map;

/** What every answer tells a browser: keep nothing, load nothing, show it in no frame, and come back over TLS only. */
final class SecurityHeaders {
    static final Map<String, String> ALL = Map.of(
            "Cache-Control", "no-store",
            "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'",
            "Referrer-Policy", "no-referrer",
            "Strict-Transport-Security", "max-age=31536000",
            "X-Content-Type-Options", "nosniff",
            "X-Frame-Options", "DENY");

    private SecurityHeaders() {}
}
