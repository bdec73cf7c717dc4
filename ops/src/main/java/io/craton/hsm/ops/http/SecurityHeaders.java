package io.craton.hsm.ops.http;

import java.util.HashMap;
import java.util.Map;

/** What every answer tells a browser: keep nothing, load nothing, show it in no frame, and come back over TLS only. */
public final class SecurityHeaders {
    static final Map<String, String> ALL = Map.of(
            "Cache-Control", "no-store",
            "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'",
            "Referrer-Policy", "no-referrer",
            "Strict-Transport-Security", "max-age=31536000",
            "X-Content-Type-Options", "nosniff",
            "X-Frame-Options", "DENY");

    /** For pages: scripts, styles, pictures and requests of this listener's own, nothing inline and nothing from elsewhere. */
    public static final Map<String, String> OF_PAGES = pages();

    private static Map<String, String> pages() {
        Map<String, String> headers = new HashMap<>(ALL);
        headers.put(
                "Content-Security-Policy",
                "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
                        + "form-action 'self'; base-uri 'none'; frame-ancestors 'none'");
        // With no-referrer a browser would not say either which page a form comes from.
        headers.put("Referrer-Policy", "same-origin");
        headers.put("Cross-Origin-Opener-Policy", "same-origin");
        headers.put("Cross-Origin-Resource-Policy", "same-origin");
        return Map.copyOf(headers);
    }

    private SecurityHeaders() {}
}
