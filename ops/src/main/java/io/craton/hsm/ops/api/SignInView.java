package io.craton.hsm.ops.api;

import io.craton.hsm.auth.Operator;
import io.craton.hsm.auth.Refusal;
import io.craton.hsm.auth.Role;
import io.craton.hsm.auth.SessionToken;
import io.craton.hsm.auth.SignIn;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a try to sign in came to.
 *
 * @param state {@code signed-in}; {@code code-needed} or {@code enrolment-needed} where the sign-in goes on with {@code pending};
 *     {@code waiting} or {@code slow-down} while a person has to confirm it elsewhere
 * @param token to be sent as {@code Authorization: Bearer TOKEN}
 */
record SignInView(
        String state, @Nullable String token, @Nullable String pending, SignInView.@Nullable OperatorView operator) {
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

    /** Closes the token of {@code result}, which is shown here once. */
    static Answer<SignInView> of(SignIn result) {
        return switch (result) {
            case SignIn.Accepted(Operator operator, SessionToken token) -> {
                try (token) {
                    yield Answer.of(new SignInView("signed-in", token.text(), null, OperatorView.of(operator)));
                }
            }
            case SignIn.SecondFactorNeeded(SessionToken pending) -> goesOn("code-needed", pending);
            case SignIn.EnrolmentNeeded(SessionToken pending) -> goesOn("enrolment-needed", pending);
            case SignIn.Refused(Refusal(Refusal.Reason reason, String _)) ->
                switch (reason) {
                    case PENDING -> Answer.of(new SignInView("waiting", null, null, null));
                    case ASKED_TOO_OFTEN -> Answer.of(new SignInView("slow-down", null, null, null));
                    case WRONG_CREDENTIALS,
                            UNKNOWN_NAME,
                            MALFORMED,
                            ACCOUNT_UNUSABLE,
                            CERTIFICATE_REFUSED,
                            TOKEN_REFUSED,
                            REFERRAL,
                            NO_ROLE,
                            LOCKED_OUT,
                            NO_SECOND_FACTOR,
                            PROVIDER_UNAVAILABLE -> refused();
                };
        };
    }

    private static Answer<SignInView> goesOn(String state, SessionToken pending) {
        try (pending) {
            return Answer.of(new SignInView(state, null, pending.text(), null));
        }
    }

    /** The same whatever the reason. */
    static <R> Answer<R> refused() {
        return Answer.refused(ProblemKind.NOT_SIGNED_IN, Refusal.MESSAGE);
    }
}
