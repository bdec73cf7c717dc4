package io.craton.hsm.auth.oidc;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jwt.JWT;
import com.nimbusds.jwt.JWTParser;
import com.nimbusds.oauth2.sdk.AuthorizationGrant;
import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.TokenErrorResponse;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.id.Audience;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponse;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponseParser;
import com.nimbusds.openid.connect.sdk.claims.IDTokenClaimsSet;
import com.nimbusds.openid.connect.sdk.claims.LogoutTokenClaimsSet;
import com.nimbusds.openid.connect.sdk.validators.IDTokenValidator;
import com.nimbusds.openid.connect.sdk.validators.LogoutTokenValidator;
import io.craton.hsm.auth.Authenticator.Identification;
import io.craton.hsm.auth.Identity;
import io.craton.hsm.auth.Identity.ProviderSession;
import io.craton.hsm.auth.OperatorId;
import io.craton.hsm.auth.Refusal.Reason;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Gets tokens of a provider and validates them (OpenID Connect Core 1.0, section 3.1.3.7): signature by a published key and a listed
 * algorithm, exact issuer, audience, authorized party, nonce, times. Thread-safe.
 */
final class OidcTokens {
    static final int MAX_TOKEN_CHARS = 64 * 1024;
    static final int MAX_GROUPS = 1_000;
    private static final int MAX_CLAIM_CHARS = 1_024;

    private final OidcProvider provider;

    OidcTokens(OidcProvider provider) {
        this.provider = provider;
    }

    /** Exchanges a grant. Without a nonce where the flow has none (the device flow). */
    Identification exchange(AuthorizationGrant grant, @Nullable Nonce nonce) {
        try {
            TokenRequest request = new TokenRequest.Builder(
                            provider.metadata().getTokenEndpointURI(), provider.clientAuthentication(), grant)
                    .build();
            TokenResponse response =
                    OIDCTokenResponseParser.parse(request.toHTTPRequest().send(provider.http()));
            if (response instanceof TokenErrorResponse error) {
                return refused(error.getErrorObject());
            }
            JWT token = ((OIDCTokenResponse) response.toSuccessResponse())
                    .getOIDCTokens()
                    .getIDToken();
            return token == null
                    ? Identification.refused(Reason.TOKEN_REFUSED, "an answer without an ID token")
                    : identify(token, nonce);
        } catch (IOException e) {
            return Identification.refused(Reason.PROVIDER_UNAVAILABLE, String.valueOf(e.getMessage()));
        } catch (ParseException e) {
            return Identification.refused(
                    Reason.PROVIDER_UNAVAILABLE, "an answer that does not parse: " + e.getMessage());
        }
    }

    /** RFC 8628, section 3.5, and RFC 6749, section 5.2. */
    private static Identification refused(@Nullable ErrorObject error) {
        String code = error == null ? "" : String.valueOf(error.getCode());
        return switch (code) {
            case "authorization_pending" -> Identification.refused(Reason.PENDING, code);
            case "slow_down" -> Identification.refused(Reason.ASKED_TOO_OFTEN, code);
            case "invalid_grant", "access_denied", "expired_token" ->
                Identification.refused(Reason.WRONG_CREDENTIALS, OidcProvider.describe(error));
            default -> Identification.refused(Reason.PROVIDER_UNAVAILABLE, OidcProvider.describe(error));
        };
    }

    Identification identify(JWT token, @Nullable Nonce nonce) throws IOException {
        try {
            IDTokenValidator validator =
                    new IDTokenValidator(issuer(), provider.clientId(), provider.keySelector(), null);
            validator.setMaxClockSkew(skewSeconds());
            IDTokenClaimsSet claims = validator.validate(token, nonce);
            return identified(claims);
        } catch (BadJOSEException e) {
            return Identification.refused(Reason.TOKEN_REFUSED, String.valueOf(e.getMessage()));
        } catch (JOSEException e) {
            return Identification.refused(Reason.PROVIDER_UNAVAILABLE, "keys: " + e.getMessage());
        }
    }

    private Identification identified(IDTokenClaimsSet claims) {
        String client = provider.clientId().getValue();
        List<Audience> audience = claims.getAudience();
        boolean party = claims.getAuthorizedParty() == null
                ? audience.size() == 1
                : claims.getAuthorizedParty().getValue().equals(client);
        if (!party) {
            return Identification.refused(Reason.TOKEN_REFUSED, "azp: issued to somebody else");
        }
        String name = claims.getStringClaim(provider.settings().claims().name());
        if (name == null || !OperatorId.isName(name)) {
            return Identification.refused(
                    Reason.TOKEN_REFUSED,
                    "no usable claim " + provider.settings().claims().name());
        }
        Optional<Set<String>> groups = groups(claims);
        if (groups.isEmpty()) {
            return Identification.refused(
                    Reason.TOKEN_REFUSED,
                    "no usable claim " + provider.settings().claims().groups());
        }
        String subject = claims.getSubject().getValue();
        Optional<String> session = Optional.ofNullable(claims.getSessionID()).map(id -> id.getValue());
        if (subject.length() > MAX_CLAIM_CHARS
                || session.filter(id -> id.length() > MAX_CLAIM_CHARS).isPresent()) {
            return Identification.refused(Reason.TOKEN_REFUSED, "sub or sid too long");
        }
        return new Identification.Identified(new Identity(
                new OperatorId(provider.settings().provider(), name),
                groups.get(),
                Optional.of(new ProviderSession(issuer().getValue(), subject, session))));
    }

    /** Nobody without the claim; empty when it is something else than strings, or too many. */
    private Optional<Set<String>> groups(IDTokenClaimsSet claims) {
        Object found = claims.getClaim(provider.settings().claims().groups());
        if (found == null) {
            return Optional.of(Set.of());
        }
        if (found instanceof String one) {
            return Optional.of(Set.of(one));
        }
        if (!(found instanceof List<?> several) || several.size() > MAX_GROUPS) {
            return Optional.empty();
        }
        Set<String> groups = new LinkedHashSet<>();
        for (Object each : several) {
            if (!(each instanceof String group)) {
                return Optional.empty();
            }
            groups.add(group);
        }
        return Optional.of(groups);
    }

    /** OpenID Connect Back-Channel Logout 1.0, section 2.6. */
    LogoutTokenClaimsSet logout(String token) throws IOException, BadJOSEException {
        if (token.length() > MAX_TOKEN_CHARS) {
            throw new BadJOSEException("a logout token of " + token.length() + " characters");
        }
        try {
            LogoutTokenValidator validator =
                    new LogoutTokenValidator(issuer(), provider.clientId(), provider.keySelector(), null);
            validator.setMaxClockSkew(skewSeconds());
            return validator.validate(JWTParser.parse(token));
        } catch (java.text.ParseException e) {
            throw new BadJOSEException("a logout token that does not parse", e);
        } catch (JOSEException e) {
            throw new IOException("keys: " + e.getMessage(), e);
        }
    }

    private Issuer issuer() {
        return new Issuer(provider.settings().issuer().toString());
    }

    private int skewSeconds() {
        return (int) provider.settings().timing().skew().toSeconds();
    }

    /** What is asked for; {@code openid} makes it a sign-in. */
    Scope scope() {
        Scope scope = new Scope("openid");
        provider.settings().claims().scopes().forEach(scope::add);
        return scope;
    }
}
