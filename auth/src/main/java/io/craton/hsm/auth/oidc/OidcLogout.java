package io.craton.hsm.auth.oidc;

import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.openid.connect.sdk.claims.LogoutTokenClaimsSet;
import io.craton.hsm.auth.Refusal;
import io.craton.hsm.auth.Refusal.Reason;
import io.craton.hsm.auth.state.SignInCommand.EndProviderSessions;
import java.io.IOException;
import java.util.Optional;

/**
 * Reads what a provider posts when somebody signs out there (OpenID Connect Back-Channel Logout 1.0). The command it gives goes into the
 * agreed state, and so ends the sessions on every node; doing so twice changes nothing more. Thread-safe.
 */
public final class OidcLogout {
    private final OidcTokens tokens;

    public OidcLogout(OidcProvider provider) {
        this.tokens = new OidcTokens(provider);
    }

    /** What came of a logout token. */
    public sealed interface Reading {
        record Ended(EndProviderSessions command) implements Reading {}

        record Refused(Refusal refusal) implements Reading {}
    }

    /** @param logoutToken the parameter {@code logout_token} of the request */
    public Reading read(String logoutToken) {
        try {
            LogoutTokenClaimsSet claims = tokens.logout(logoutToken);
            return new Reading.Ended(new EndProviderSessions(
                    claims.getIssuer().getValue(),
                    Optional.ofNullable(claims.getSubject()).map(subject -> subject.getValue()),
                    Optional.ofNullable(claims.getSessionID()).map(id -> id.getValue())));
        } catch (BadJOSEException e) {
            return new Reading.Refused(new Refusal(Reason.TOKEN_REFUSED, String.valueOf(e.getMessage())));
        } catch (IOException e) {
            return new Reading.Refused(new Refusal(Reason.PROVIDER_UNAVAILABLE, String.valueOf(e.getMessage())));
        }
    }
}
