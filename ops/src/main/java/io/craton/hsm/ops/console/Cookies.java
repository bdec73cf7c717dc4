package io.craton.hsm.ops.console;

import io.craton.hsm.auth.SessionToken;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.Optional;

/**
 * What the console keeps in a browser. All are {@code __Host-} cookies, {@code Secure} and {@code HttpOnly}: of this host alone, and out of
 * reach of scripts.
 */
enum Cookies {
    /** The sign-in's token, until the browser is closed. */
    SESSION("__Host-craton-console", "Strict", Optional.empty()),

    /** Makes forms of somebody who has not signed in this browser's own. */
    FORM("__Host-craton-form", "Strict", Optional.empty()),

    /** The pending token of a sign-in that waits for its code. */
    PENDING("__Host-craton-sign-in", "Strict", Optional.of(Duration.ofMinutes(5))),

    /** What was begun at an OpenID provider, from whose pages the browser comes back. */
    PROVIDER("__Host-craton-oidc", "Lax", Optional.of(Duration.ofMinutes(10)));

    private final String cookie;
    private final String sameSite;
    private final Optional<Duration> age;

    Cookies(String cookie, String sameSite, Optional<Duration> age) {
        this.cookie = cookie;
        this.sameSite = sameSite;
        this.age = age;
    }

    Optional<String> text(Context context) {
        return Optional.ofNullable(context.cookie(cookie));
    }

    /** The token it holds, which the caller closes. */
    Optional<SessionToken> token(Context context) {
        return text(context).flatMap(SessionToken::parse);
    }

    void set(Context context, String value) {
        add(context, value, age.map(it -> "; Max-Age=" + it.toSeconds()).orElse(""));
    }

    /** Has the browser forget it. */
    void clear(Context context) {
        if (text(context).isPresent()) {
            add(context, "", "; Max-Age=0");
        }
    }

    private void add(Context context, String value, String maxAge) {
        context.res()
                .addHeader(
                        "Set-Cookie",
                        cookie + "=" + value + "; Path=/" + maxAge + "; Secure; HttpOnly; SameSite=" + sameSite);
    }
}
