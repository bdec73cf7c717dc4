package io.craton.hsm.ops.api;

import static io.craton.hsm.ops.api.Access.needs;

import io.craton.hsm.auth.Credentials.ClientCertificate;
import io.craton.hsm.auth.Credentials.NameAndPassword;
import io.craton.hsm.auth.Permission;
import io.craton.hsm.auth.SessionToken;
import io.craton.hsm.auth.desk.SourceAddress;
import io.craton.hsm.ops.api.Route.Done;
import io.craton.hsm.ops.api.Route.Method;
import io.craton.hsm.ops.api.Route.Nothing;
import io.craton.hsm.ops.api.SignInView.OperatorView;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Signing in with a name and a password or a client certificate, and a one-time code where the roles ask for one. A sign-in that began on one
 * node goes on at any.
 */
final class SignInResource {
    /** @param provider one of those that {@code GET /api/v1/providers} names */
    record Entered(String provider, String name, Pin password) {}

    /** @param pending from the step before */
    record Code(Pin pending, Pin code) {}

    record Pending(Pin pending) {}

    record Token(Pin token) {}

    /** @param uri for an authenticator app; {@code svg} shows it as a QR code */
    record EnrolmentView(String uri, String svg) {}

    /**
     * @param providers of names and passwords
     * @param openId of sign-ins by device, and of browsers at the console
     */
    record ProvidersView(List<String> providers, List<String> openId) {}

    private final NodeAccess node;

    SignInResource(NodeAccess node) {
        this.node = node;
    }

    List<Route<?, ?>> routes() {
        return List.of(
                new Route<>(
                        Method.GET,
                        "/api/v1/providers",
                        Access.Open.OPEN,
                        Nothing.class,
                        ProvidersView.class,
                        "Who vouches for operators",
                        _ -> Desk.of(
                                node, desk -> Answer.of(new ProvidersView(desk.providers(), desk.openIdProviders())))),
                new Route<>(
                        Method.POST,
                        "/api/v1/sign-in",
                        Access.Open.OPEN,
                        Entered.class,
                        SignInView.class,
                        "Sign in with a name and a password",
                        this::signIn),
                new Route<>(
                        Method.POST,
                        "/api/v1/sign-in/certificate",
                        Access.Open.OPEN,
                        Nothing.class,
                        SignInView.class,
                        "Sign in with the client certificate of the connection",
                        this::signInByCertificate),
                new Route<>(
                        Method.POST,
                        "/api/v1/sign-in/code",
                        Access.Open.OPEN,
                        Code.class,
                        SignInView.class,
                        "Go on with a one-time code",
                        this::finish),
                new Route<>(
                        Method.POST,
                        "/api/v1/sign-in/enrolment",
                        Access.Open.OPEN,
                        Pending.class,
                        EnrolmentView.class,
                        "Get a secret for one-time codes, to be confirmed by a first code",
                        this::enrol),
                new Route<>(
                        Method.GET,
                        "/api/v1/operator",
                        needs(Permission.VIEW_STATUS),
                        Nothing.class,
                        OperatorView.class,
                        "Who is signed in, with which roles",
                        call -> Answer.of(OperatorView.of(call.caller()))),
                new Route<>(
                        Method.POST,
                        "/api/v1/sign-out",
                        Access.Open.OPEN,
                        Token.class,
                        Done.class,
                        "End the sign-in of a token",
                        this::signOut));
    }

    private Answer<SignInView> signIn(ApiCall<Entered> call) {
        Entered entered = call.request();
        return Desk.of(node, desk -> {
            try (Pin password = entered.password();
                    NameAndPassword shown = new NameAndPassword(entered.name(), password.copy())) {
                return SignInView.of(desk.signIn(entered.provider(), shown, SourceAddress.ofLiteral(call.source())));
            }
        });
    }

    private Answer<SignInView> finish(ApiCall<Code> call) {
        return Desk.of(node, desk -> {
            char[] code = call.request().code().copy();
            try (Pin entered = call.request().code();
                    Pin pending = call.request().pending()) {
                return token(pending)
                        .map(token -> SignInView.of(desk.finish(token, code, SourceAddress.ofLiteral(call.source()))))
                        .orElseGet(SignInView::refused);
            } finally {
                Arrays.fill(code, '\0');
            }
        });
    }

    private Answer<EnrolmentView> enrol(ApiCall<Pending> call) {
        return Desk.of(node, desk -> {
            try (Pin pending = call.request().pending()) {
                return token(pending)
                        .flatMap(desk::enrol)
                        .map(enrolment -> Answer.of(new EnrolmentView(enrolment.uri(), enrolment.svg())))
                        .orElseGet(SignInView::refused);
            }
        });
    }

    private Answer<Done> signOut(ApiCall<Token> call) {
        return Desk.of(node, desk -> {
            try (Pin token = call.request().token()) {
                token(token).ifPresent(desk::signOut);
                return Answer.of(Done.DONE);
            }
        });
    }

    private static Optional<SessionToken> token(Pin text) {
        return SessionToken.parse(text.text());
    }

    private Answer<SignInView> signInByCertificate(ApiCall<Nothing> call) {
        return Desk.of(
                node,
                desk -> call.chain().isEmpty()
                        ? SignInView.refused()
                        : SignInView.of(desk.signIn(
                                new ClientCertificate(call.chain()), SourceAddress.ofLiteral(call.source()))));
    }
}
