package io.craton.hsm.auth.state;

import io.craton.hsm.auth.Identity.ProviderSession;
import io.craton.hsm.auth.Operator;
import io.craton.hsm.auth.Operator.SecondFactorUse;
import io.craton.hsm.auth.OperatorId;
import io.craton.hsm.auth.Role;
import io.craton.hsm.core.Octets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One of everything. */
final class SignInSamples {
    static final long T0 = 1_790_000_000_000L;
    static final OperatorId ALICE = new OperatorId("ldap", "alice");
    static final OperatorId BOB = new OperatorId("oidc", "bob");
    static final String HERE = "192.0.2.1";
    static final Octets SEALED = Octets.ofHex("00112233");
    static final ProviderSession AT_PROVIDER =
            new ProviderSession("https://id.example", "subject-1", Optional.of("sid-1"));
    static final PasswordVerifier VERIFIER =
            new PasswordVerifier(token(7, 16), PasswordVerifier.ITERATIONS, token(8, 32));
    static final SignInSession SESSION = new SignInSession(
            new Operator(ALICE, Set.of(Role.VIEWER, Role.AUDITOR), SecondFactorUse.SHOWN),
            HERE,
            Optional.of(AT_PROVIDER),
            SessionTerms.DEFAULT,
            T0,
            T0 + 1);
    static final PendingSignIn PENDING =
            new PendingSignIn(BOB, Set.of(Role.APPROVER), HERE, Optional.of(AT_PROVIDER), T0, Optional.of(SEALED));

    static final List<SignInEvent> EVENTS = List.of(
            new SignInEvent.AttemptCounted(T0, Optional.of(ALICE), HERE),
            new SignInEvent.AttemptCounted(T0, Optional.empty(), HERE),
            new SignInEvent.SignInStarted(token(1), PENDING),
            new SignInEvent.EnrolmentPrepared(token(1), SEALED),
            new SignInEvent.SecondFactorEnrolled(ALICE, SEALED, 59_666_666),
            new SignInEvent.SecondFactorShown(ALICE, 59_666_667),
            new SignInEvent.SecondFactorReset(ALICE),
            new SignInEvent.EnrolmentAllowed(BOB, T0 + 1_000),
            new SignInEvent.SessionOpened(token(2), SESSION, ALICE, Optional.of(token(1))),
            new SignInEvent.SessionOpened(token(3), SESSION, ALICE, Optional.empty()),
            new SignInEvent.SessionSeen(token(2), T0 + 60_000),
            new SignInEvent.SessionsEnded(List.of(token(2), token(3)), SignInEvent.End.PROVIDER),
            new SignInEvent.PendingDropped(List.of(token(1))),
            new SignInEvent.EnrolmentsLapsed(List.of(BOB)),
            new SignInEvent.NameUnlocked(ALICE),
            new SignInEvent.BreakGlassCreated(T0, VERIFIER),
            new SignInEvent.BreakGlassUsed(T0 + 5, HERE),
            new SignInEvent.AttemptReturned(HERE));

    static final SignInState STATE = SignInState.BLANK
            .withSessions(SignInState.BLANK.sessions().plus(token(2), SESSION))
            .withPending(SignInState.BLANK.pending().plus(token(1), PENDING))
            .withNames(SignInState.BLANK.names().plus(ALICE, new Attempts(3, T0)))
            .withSources(SignInState.BLANK.sources().plus(HERE, new Attempts(4, T0)))
            .withSecondFactors(SignInState.BLANK.secondFactors().plus(ALICE, new SecondFactor(SEALED, 59_666_667)))
            .withEnrolments(SignInState.BLANK.enrolments().plus(BOB, T0 + 1_000))
            .withBreakGlass(new BreakGlass(VERIFIER, T0, 2, T0 + 9));

    private SignInSamples() {}

    static Octets token(int number) {
        return token(number, 32);
    }

    private static Octets token(int number, int bytes) {
        byte[] token = new byte[bytes];
        Arrays.fill(token, (byte) number);
        token[0] = (byte) (number >>> 8);
        return Octets.wrap(token);
    }
}
