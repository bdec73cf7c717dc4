package io.craton.hsm.ops.api;

import io.craton.hsm.auth.Credentials.DeviceCode;
import io.craton.hsm.auth.Refusal;
import io.craton.hsm.auth.desk.SourceAddress;
import io.craton.hsm.auth.oidc.OidcDeviceAuthenticator;
import io.craton.hsm.ops.api.Route.Done;
import io.craton.hsm.ops.api.Route.FormEncoded;
import io.craton.hsm.ops.api.Route.Method;
import io.craton.hsm.ops.operators.OperatorDesk;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sign-ins that a person confirms at an OpenID provider, on another device, and how the provider ends them. */
final class OpenIdResource {
    private static final Logger LOG = LoggerFactory.getLogger(OpenIdResource.class);

    /** @param provider one of those that {@code GET /api/v1/providers} names under {@code openId} */
    record Start(String provider) {}

    /**
     * @param device to ask again with, at any node; whoever has it gets the sign-in
     * @param userCode what the person enters at {@code address}
     * @param intervalSeconds how long to wait before asking; five seconds more after each {@code slow-down}
     * @param lifetimeSeconds after which it is over
     */
    record Started(String device, String userCode, String address, long intervalSeconds, long lifetimeSeconds) {}

    record Asked(String provider, Pin device) {}

    /** @param logout_token as OpenID Connect Back-Channel Logout 1.0 names the parameter (section 2.5) */
    record Logout(String logout_token) implements FormEncoded {}

    private final NodeAccess node;

    OpenIdResource(NodeAccess node) {
        this.node = node;
    }

    List<Route<?, ?>> routes() {
        return List.of(
                new Route<>(
                        Method.POST,
                        "/api/v1/sign-in/device",
                        Access.Open.OPEN,
                        Start.class,
                        Started.class,
                        "Begin a sign-in that is confirmed on another device",
                        this::start),
                new Route<>(
                        Method.POST,
                        "/api/v1/sign-in/device/answer",
                        Access.Open.OPEN,
                        Asked.class,
                        SignInView.class,
                        "Ask whether it has been confirmed",
                        this::ask),
                new Route<>(
                        Method.POST,
                        "/api/v1/oidc/{provider}/back-channel-logout",
                        Access.Open.OPEN,
                        Logout.class,
                        Done.class,
                        "For an OpenID provider: end the sign-ins that a logout token names",
                        this::logout));
    }

    private Answer<Started> start(ApiCall<Start> call) {
        return Desk.of(node, desk -> {
            try {
                return begun(desk, call)
                        .<Answer<Started>>map(begun -> Answer.of(new Started(
                                begun.code().code(),
                                begun.userCode(),
                                begun.address().toString(),
                                begun.interval().toSeconds(),
                                begun.lifetime().toSeconds())))
                        .orElseGet(() -> Answer.refused(
                                ProblemKind.CONFLICT,
                                "There is no such OpenID provider, or too many sign-ins wait to be confirmed."));
            } catch (IOException e) {
                LOG.warn(
                        "request {}: provider {}: {}",
                        call.requestId(),
                        call.request().provider(),
                        e.getMessage());
                return Answer.refused(
                        ProblemKind.UNAVAILABLE, "The provider does not answer, or offers no sign-in by device.");
            }
        });
    }

    private static Optional<OidcDeviceAuthenticator.Beginning> begun(OperatorDesk desk, ApiCall<Start> call)
            throws IOException {
        return desk.beginOnDevice(call.request().provider(), SourceAddress.ofLiteral(call.source()));
    }

    private Answer<SignInView> ask(ApiCall<Asked> call) {
        return Desk.of(node, desk -> {
            try (Pin device = call.request().device()) {
                return SignInView.of(desk.signIn(
                        call.request().provider(),
                        new DeviceCode(device.text()),
                        SourceAddress.ofLiteral(call.source())));
            }
        });
    }

    /** Section 2.8: anything but success is answered 400. */
    private Answer<Done> logout(ApiCall<Logout> call) {
        return Desk.of(node, desk -> {
            Optional<Refusal> refusal = desk.endAtProvider(
                    call.parameter("provider"), call.request().logout_token());
            return refusal.isEmpty()
                    ? Answer.of(Done.DONE)
                    : Answer.refused(ProblemKind.MALFORMED_REQUEST, "The logout token was not accepted.");
        });
    }
}
