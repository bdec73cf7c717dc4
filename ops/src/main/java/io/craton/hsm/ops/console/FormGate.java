package io.craton.hsm.ops.console;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Lets in only forms that this console has made for whoever sends them. */
final class FormGate {
    /** The hidden field that shows that a form is of this console. */
    static final String TOKEN = "form-token";

    /** The largest form makes a key: a label, an identifier and some words. */
    static final int MAX_BYTES = 8 * 1024;

    private static final int HTTPS_PORT = 443;

    private FormGate() {}

    /** The form of a request, which the caller closes; empty where it is too large or no form. */
    static Optional<Form> read(Context context) throws IOException {
        byte[] body;
        try (InputStream in = context.bodyInputStream()) {
            body = in.readNBytes(MAX_BYTES + 1);
        }
        try {
            return body.length <= MAX_BYTES ? Form.read(body) : Optional.empty();
        } finally {
            Arrays.fill(body, (byte) 0);
        }
    }

    /** What forms carry beside a cookie that holds {@code secret}: only a page of this console can have been told. */
    static String tokenOf(String secret) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            byte[] token = mac.doFinal(TOKEN.getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }

    /** Whether the form is of the session that {@code token} belongs to, and of a page of this console. */
    static boolean lets(Context context, Form form, String token) {
        return isFromHere(context)
                && MessageDigest.isEqual(
                        form.text(TOKEN).getBytes(StandardCharsets.UTF_8), token.getBytes(StandardCharsets.UTF_8));
    }

    /** Browsers say where a form comes from. */
    static boolean isFromHere(Context context) {
        int port = context.req().getServerPort();
        String here = "https://" + context.req().getServerName() + (port == HTTPS_PORT ? "" : ":" + port);
        return here.equals(context.header("Origin"));
    }
}
