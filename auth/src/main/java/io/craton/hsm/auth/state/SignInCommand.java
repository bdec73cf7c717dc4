package io.craton.hsm.auth.state;

import io.craton.hsm.auth.Identity.ProviderSession;
import io.craton.hsm.auth.Operator;
import io.craton.hsm.auth.OperatorId;
import io.craton.hsm.auth.Role;
import io.craton.hsm.core.Octets;
import java.util.Optional;
import java.util.Set;

/**
 * What is asked of the agreed state. Time ({@code atMillis}, since 1970) and randomness (tokens, of which only hashes come here) are put
 * in by whoever asks.
 */
public sealed interface SignInCommand {
    /** Before anything that was shown is checked. */
    record CountAttempt(long atMillis, Optional<OperatorId> name, String source) implements SignInCommand {}

    /**
     * Before a code is checked. It counts like any attempt, and waits for none before it but a lock: the first factor was right a moment ago.
     */
    record CountCode(long atMillis, OperatorId name, String source) implements SignInCommand {}

    /** What was shown was neither right nor wrong yet (a device flow that nobody has confirmed). */
    record ReturnAttempt(String source) implements SignInCommand {}

    /** The first factor was right; a code is awaited. */
    record StartSignIn(
            long atMillis,
            Octets pending,
            OperatorId operator,
            Set<Role> roles,
            String source,
            Optional<ProviderSession> provider)
            implements SignInCommand {}

    /** A secret has been made for an operator who may enrol. */
    record PrepareEnrolment(long atMillis, Octets pending, Octets sealedSecret) implements SignInCommand {}

    /** A code of {@code step} was right. */
    record FinishSignIn(long atMillis, Octets pending, long step, Octets session, SessionTerms terms)
            implements SignInCommand {}

    /** Signed in without a second factor. */
    record OpenSession(
            long atMillis,
            Octets session,
            Operator operator,
            String source,
            Optional<ProviderSession> provider,
            SessionTerms terms)
            implements SignInCommand {}

    record UseSession(long atMillis, Octets session) implements SignInCommand {}

    record EndSession(Octets session) implements SignInCommand {}

    record EndSessionsOf(OperatorId operator) implements SignInCommand {}

    /** The provider says that a sign-in, or all of a subject, has ended (OpenID Connect Back-Channel Logout 1.0). */
    record EndProviderSessions(String issuer, Optional<String> subject, Optional<String> sessionId)
            implements SignInCommand {}

    /** Now and then: what is over goes. */
    record Sweep(long atMillis) implements SignInCommand {}

    record UnlockName(OperatorId name) implements SignInCommand {}

    /** An officer lets somebody enrol a second factor until then. */
    record AllowEnrolment(long atMillis, OperatorId operator, long untilMillis) implements SignInCommand {}

    /** Ends the operator's sessions too. */
    record ResetSecondFactor(OperatorId operator) implements SignInCommand {}

    record CreateBreakGlass(long atMillis, PasswordVerifier verifier) implements SignInCommand {}
}
