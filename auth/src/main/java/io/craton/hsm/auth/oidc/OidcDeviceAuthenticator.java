package io.craton.hsm.auth.oidc;

import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.device.DeviceAuthorizationRequest;
import com.nimbusds.oauth2.sdk.device.DeviceAuthorizationResponse;
import com.nimbusds.oauth2.sdk.device.DeviceAuthorizationSuccessResponse;
import com.nimbusds.oauth2.sdk.device.DeviceCodeGrant;
import io.craton.hsm.auth.Authenticator;
import io.craton.hsm.auth.Credentials.DeviceCode;
import io.craton.hsm.auth.Refusal.Reason;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;

/**
 * Signs in a command line by the device flow (RFC 8628): the person confirms in a browser anywhere, the command line asks until then.
 * Thread-safe.
 */
public final class OidcDeviceAuthenticator implements Authenticator<DeviceCode> {
    private static final int MAX_CODE_CHARS = 4_096;

    private final OidcProvider provider;
    private final OidcTokens tokens;

    /**
     * A sign-in that begins.
     *
     * @param code what the command line shows to ask again, and nobody else sees
     * @param userCode what the person enters at {@code address}
     * @param interval how long to wait before asking
     * @param lifetime after which it is over
     */
    public record Beginning(DeviceCode code, String userCode, URI address, Duration interval, Duration lifetime) {}

    public OidcDeviceAuthenticator(OidcProvider provider) {
        this.provider = provider;
        this.tokens = new OidcTokens(provider);
    }

    @Override
    public String provider() {
        return provider.settings().provider();
    }

    /** @throws IOException when the provider does not answer, or does not offer this flow */
    public Beginning begin() throws IOException {
        URI endpoint = provider.metadata().getDeviceAuthorizationEndpointURI();
        if (endpoint == null) {
            throw new IOException("the provider offers no device flow");
        }
        DeviceAuthorizationRequest request = new DeviceAuthorizationRequest.Builder(provider.clientAuthentication())
                .endpointURI(endpoint)
                .scope(tokens.scope())
                .build();
        try {
            DeviceAuthorizationResponse response =
                    DeviceAuthorizationResponse.parse(request.toHTTPRequest().send(provider.http()));
            if (!response.indicatesSuccess()) {
                throw new IOException(
                        OidcProvider.describe(response.toErrorResponse().getErrorObject()));
            }
            DeviceAuthorizationSuccessResponse begun = response.toSuccessResponse();
            if (!OidcSettings.isSafe(begun.getVerificationURI())) {
                throw new IOException("the provider names no https address to confirm at");
            }
            return new Beginning(
                    new DeviceCode(begun.getDeviceCode().getValue()),
                    begun.getUserCode().getValue(),
                    begun.getVerificationURI(),
                    Duration.ofSeconds(begun.getInterval()),
                    Duration.ofSeconds(begun.getLifetime()));
        } catch (ParseException e) {
            throw new IOException("an answer that does not parse", e);
        }
    }

    /** {@link Reason#PENDING} until the person has confirmed. */
    @Override
    public Identification identify(DeviceCode shown) {
        if (shown.code().isBlank() || shown.code().length() > MAX_CODE_CHARS) {
            return Identification.refused(
                    Reason.MALFORMED, "a code of " + shown.code().length() + " characters");
        }
        return tokens.exchange(new DeviceCodeGrant(new com.nimbusds.oauth2.sdk.device.DeviceCode(shown.code())), null);
    }
}
