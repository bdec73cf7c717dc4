package io.craton.hsm.auth.oidc;

import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.openid.connect.sdk.AuthenticationRequest;
import com.nimbusds.openid.connect.sdk.Nonce;
import io.craton.hsm.auth.Authenticator;
import io.craton.hsm.auth.Credentials.AuthorizationResponse;
import io.craton.hsm.auth.Refusal.Reason;
import io.craton.hsm.auth.SessionToken;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs in a browser by the authorization code flow (OpenID Connect Core 1.0, section 3.1) with PKCE (RFC 7636, S256). State, nonce and
 * code verifier are derived from one random value that stays in the browser's cookie, so that the browser may come back to any node, no
 * node keeps anything in between, and no other browser can end what this one began. Thread-safe.
 */
public final class OidcAuthenticator implements Authenticator<AuthorizationResponse> {
    private final OidcProvider provider;
    private final OidcTokens tokens;
    private final SecureRandom random;

    /**
     * A sign-in that begins.
     *
     * @param location where the browser is sent
     * @param browserState what the browser keeps meanwhile: a cookie that is HttpOnly, Secure, SameSite=Lax, and goes after some minutes
     */
    public record Beginning(URI location, String browserState) {
        @Override
        public String toString() {
            return "Beginning";
        }
    }

    public OidcAuthenticator(OidcProvider provider, SecureRandom random) {
        this.provider = provider;
        this.tokens = new OidcTokens(provider);
        this.random = random;
    }

    @Override
    public String provider() {
        return provider.settings().provider();
    }

    /** @throws IOException when the provider cannot be asked where to send the browser */
    public Beginning begin() throws IOException {
        URI endpoint = provider.metadata().getAuthorizationEndpointURI();
        if (endpoint == null || !OidcSettings.isSafe(endpoint)) {
            throw new IOException("the provider names no https address to send browsers to");
        }
        try (SessionToken seed = SessionToken.random(random)) {
            String browserState = seed.text();
            AuthenticationRequest request = new AuthenticationRequest.Builder(
                            new ResponseType(ResponseType.Value.CODE),
                            tokens.scope(),
                            provider.clientId(),
                            provider.settings().client().redirect())
                    .endpointURI(endpoint)
                    .state(new State(derive(browserState, "state")))
                    .nonce(new Nonce(derive(browserState, "nonce")))
                    .codeChallenge(new CodeVerifier(derive(browserState, "verifier")), CodeChallengeMethod.S256)
                    .build();
            return new Beginning(request.toURI(), browserState);
        }
    }

    @Override
    public Identification identify(AuthorizationResponse shown) {
        if (SessionToken.parse(shown.browserState()).isEmpty()) {
            return Identification.refused(Reason.MALFORMED, "no sign-in was begun in this browser");
        }
        Map<String, List<String>> parameters = shown.parameters();
        if (parameters.values().stream().anyMatch(values -> values.size() != 1)) {
            return Identification.refused(Reason.MALFORMED, "a parameter that is not given once");
        }
        String state = derive(shown.browserState(), "state");
        if (!MessageDigest.isEqual(bytes(state), bytes(one(parameters, "state").orElse("")))) {
            return Identification.refused(Reason.WRONG_CREDENTIALS, "state: not the sign-in this browser began");
        }
        try {
            Optional<String> wrongIssuer = wrongIssuer(one(parameters, "iss"));
            if (wrongIssuer.isPresent()) {
                return Identification.refused(Reason.TOKEN_REFUSED, wrongIssuer.get());
            }
        } catch (IOException e) {
            return Identification.refused(Reason.PROVIDER_UNAVAILABLE, String.valueOf(e.getMessage()));
        }
        Optional<String> error = one(parameters, "error");
        Optional<String> code = one(parameters, "code");
        if (error.isPresent() || code.isEmpty() || code.get().isBlank()) {
            return Identification.refused(Reason.WRONG_CREDENTIALS, "no code: " + error.orElse("and no error"));
        }
        return tokens.exchange(
                new AuthorizationCodeGrant(
                        new AuthorizationCode(code.get()),
                        provider.settings().client().redirect(),
                        new CodeVerifier(derive(shown.browserState(), "verifier"))),
                new Nonce(derive(shown.browserState(), "nonce")));
    }

    /** RFC 9207, section 2.4: against answers of another provider. */
    private Optional<String> wrongIssuer(Optional<String> issuer) throws IOException {
        if (issuer.isEmpty()) {
            return provider.metadata().supportsAuthorizationResponseIssuerParam()
                    ? Optional.of("iss: missing from the answer")
                    : Optional.empty();
        }
        return issuer.get().equals(provider.settings().issuer().toString())
                ? Optional.empty()
                : Optional.of("iss: an answer of another provider");
    }

    private static Optional<String> one(Map<String, List<String>> parameters, String name) {
        return Optional.ofNullable(parameters.get(name)).map(List::getFirst);
    }

    /** 43 characters, which is also the least a code verifier may have (RFC 7636, section 4.1). */
    private static String derive(String browserState, String purpose) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(bytes(browserState), "HmacSHA256"));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(mac.doFinal(bytes(purpose)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
