package io.craton.hsm.ops.api;

import static io.craton.hsm.ops.api.Access.needs;

import io.craton.hsm.auth.Credentials.NameAndPassword;
import io.craton.hsm.auth.Operator;
import io.craton.hsm.auth.Permission;
import io.craton.hsm.auth.Refusal;
import io.craton.hsm.auth.Role;
import io.craton.hsm.auth.SessionToken;
import io.craton.hsm.auth.SignIn;
import io.craton.hsm.auth.desk.SourceAddress;
import io.craton.hsm.auth.state.OperatorState.OperatorStateUnavailableException;
import io.craton.hsm.ops.api.Route.Done;
import io.craton.hsm.ops.api.Route.Method;
import io.craton.hsm.ops.api.Route.Nothing;
import io.craton.hsm.ops.operators.OperatorDesk;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Signing in with a name and a password, and a one-time code where the roles ask for one. A sign-in that began on one node goes on at any. */
final class SignInResource {
    /** @param provider one of those that {@code GET /api/v1/providers} names */
    record Entered(String provider, String name, Pin password) {}

    /** @param pending from the step before */
    record Code(Pin pending, Pin code) {}

    record Pending(Pin pending) {}

    record Token(Pin token) {}

    /**
     * @param state {@code signed-in}; {@code code-needed} or {@code enrolment-needed} where the sign-in goes on with {@code pending}
     * @param token to be sent as {@code Authorization: Bearer TOKEN}
     */
    record SignInView(
            String state,
            @Nullable String token,
            @Nullable String pending,
            @Nullable OperatorView operator) {}

    /** @param secondFactor {@code shown}, {@code not-required} or {@code exempt} */
    record OperatorView(String provider, String name, List<String> roles, String secondFactor) {
        static OperatorView of(Operator operator) {
            return new OperatorView(
                    operator.id().provider(),
                    operator.id().name(),
                    operator.roles().stream().sorted().map(Role::label).toList(),
                    operator.secondFactor().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        }
    }

    /** @param uri for an authenticator app; {@code svg} shows it as a QR code */
    record EnrolmentView(String uri, String svg) {}

    record ProvidersView(List<String> providers) {}

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
                        "Who vouches for operators with a name and a password",
                        _ -> atDesk(desk -> Answer.of(new ProvidersView(desk.providers())))),
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
        return atDesk(desk -> {
            try (Pin password = entered.password();
                    NameAndPassword shown = new NameAndPassword(entered.name(), password.copy())) {
                return view(desk.signIn(entered.provider(), shown, new SourceAddress(call.source())));
            }
        });
    }

    private Answer<SignInView> finish(ApiCall<Code> call) {
        return atDesk(desk -> {
            char[] code = call.request().code().copy();
            try (Pin entered = call.request().code();
                    Pin pending = call.request().pending()) {
                return token(pending)
                        .map(token -> view(desk.finish(token, code, new SourceAddress(call.source()))))
                        .orElseGet(SignInResource::refused);
            } finally {
                Arrays.fill(code, '\0');
            }
        });
    }

    private Answer<EnrolmentView> enrol(ApiCall<Pending> call) {
        return atDesk(desk -> {
            try (Pin pending = call.request().pending()) {
                return token(pending)
                        .flatMap(desk::enrol)
                        .map(enrolment -> Answer.of(new EnrolmentView(enrolment.uri(), enrolment.svg())))
                        .orElseGet(SignInResource::refused);
            }
        });
    }

    private Answer<Done> signOut(ApiCall<Token> call) {
        return atDesk(desk -> {
            try (Pin token = call.request().token()) {
                token(token).ifPresent(desk::signOut);
                return Answer.of(Done.DONE);
            }
        });
    }

    private static Optional<SessionToken> token(Pin text) {
        return SessionToken.parse(text.text());
    }

    private static Answer<SignInView> view(SignIn result) {
        return switch (result) {
            case SignIn.Accepted(Operator operator, SessionToken token) -> {
                try (token) {
                    yield Answer.of(new SignInView("signed-in", token.text(), null, OperatorView.of(operator)));
                }
            }
            case SignIn.SecondFactorNeeded(SessionToken pending) -> goesOn("code-needed", pending);
            case SignIn.EnrolmentNeeded(SessionToken pending) -> goesOn("enrolment-needed", pending);
            case SignIn.Refused _ -> refused();
        };
    }

    private static Answer<SignInView> goesOn(String state, SessionToken pending) {
        try (pending) {
            return Answer.of(new SignInView(state, null, pending.text(), null));
        }
    }

    private static <R> Answer<R> refused() {
        return Answer.refused(ProblemKind.NOT_SIGNED_IN, Refusal.MESSAGE);
    }

    private <R> Answer<R> atDesk(Function<OperatorDesk, Answer<R>> next) {
        try {
            return ServingNode.desk(node, next);
        } catch (OperatorStateUnavailableException e) {
            return Answer.refused(
                    ProblemKind.UNAVAILABLE, "No majority of nodes answers; without one nobody can sign in.");
        }
    }
}
