package io.craton.hsm.auth.totp;

import io.craton.hsm.auth.OperatorId;
import io.nayuki.qrcodegen.QrCode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * What an operator scans, or types, to enrol an authenticator app. It holds the secret in text, because it is shown to its owner; show it
 * once and let go of it. {@link #toString} does not show it.
 */
public final class TotpEnrolment {
    /** Modules of white around the code (ISO/IEC 18004, section 5.3.8). */
    private static final int QUIET_MODULES = 4;

    private final String uri;
    private final String secret;

    private TotpEnrolment(String uri, String secret) {
        this.uri = uri;
        this.secret = secret;
    }

    /** @param cluster the name the app shows beside the operator's */
    public static TotpEnrolment of(String cluster, OperatorId operator, byte[] secret) {
        String base32 = Base32.encode(secret);
        String uri =
                "otpauth://totp/" + escape(cluster) + ":" + escape(operator.name()) + "?secret=" + base32 + "&issuer="
                        + escape(cluster) + "&algorithm=SHA1&digits=" + Totp.DIGITS + "&period=" + Totp.STEP_SECONDS;
        return new TotpEnrolment(uri, base32);
    }

    /** The link that the picture holds, in the form authenticator apps agree on. */
    public String uri() {
        return uri;
    }

    /** For typing: base32 without padding. */
    public String secret() {
        return secret;
    }

    /** The picture as an SVG document of one path, without scripts or styles. */
    public String svg() {
        QrCode code = QrCode.encodeText(uri, QrCode.Ecc.MEDIUM);
        int size = code.size + 2 * QUIET_MODULES;
        StringBuilder path = new StringBuilder();
        for (int y = 0; y < code.size; y++) {
            for (int x = 0; x < code.size; x++) {
                if (code.getModule(x, y)) {
                    path.append('M')
                            .append(x + QUIET_MODULES)
                            .append(',')
                            .append(y + QUIET_MODULES)
                            .append("h1v1h-1z");
                }
            }
        }
        return """
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %1$d %1$d" shape-rendering="crispEdges">\
                <rect width="%1$d" height="%1$d" fill="#fff"/><path d="%2$s" fill="#000"/></svg>
                """.formatted(size, path);
    }

    /** The picture in characters, two rows in one, for a terminal that is dark. */
    public String text() {
        QrCode code = QrCode.encodeText(uri, QrCode.Ecc.MEDIUM);
        StringBuilder rows = new StringBuilder();
        for (int y = -2; y < code.size + 2; y += 2) {
            for (int x = -2; x < code.size + 2; x++) {
                boolean upper = !code.getModule(x, y);
                boolean lower = !code.getModule(x, y + 1);
                rows.append(upper ? lower ? '█' : '▀' : lower ? '▄' : ' ');
            }
            rows.append('\n');
        }
        return rows.toString();
    }

    private static String escape(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    @Override
    public String toString() {
        return "TotpEnrolment";
    }
}
