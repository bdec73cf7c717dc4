package io.craton.hsm.ops.console;

import io.craton.hsm.ops.http.SecurityHeaders;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;

/** How the console answers a browser: every answer carries the headers of pages. */
final class Response {
    static final String SIGN_IN = "/sign-in";

    private Response() {}

    static void headers(Context context) {
        SecurityHeaders.OF_PAGES.forEach(context::header);
    }

    static void html(Context context, Page page) {
        headers(context);
        context.status(page.status()).contentType("text/html; charset=utf-8").result(page.html());
    }

    static void text(Context context, int status, String text) {
        headers(context);
        context.status(status).contentType("text/plain").result(text);
    }

    static void goOn(Context context, String path) {
        headers(context);
        context.redirect(path, HttpStatus.SEE_OTHER);
    }

    /** htmx follows only what it is told by a header of its own. */
    static void toSignIn(Context context) {
        if (Asked.isPart(context)) {
            headers(context);
            context.header("HX-Redirect", SIGN_IN).status(200);
        } else {
            goOn(context, SIGN_IN);
        }
    }
}
