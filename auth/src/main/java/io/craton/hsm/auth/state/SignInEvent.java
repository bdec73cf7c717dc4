package io.craton.hsm.auth.state;

import io.craton.hsm.auth.OperatorId;
import io.craton.hsm.core.Octets;
import java.util.List;
import java.util.Optional;

/** What happened to the sign-ins of operators. Persisted and replicated before it is acknowledged. */
public sealed interface SignInEvent {
    record AttemptCounted(long atMillis, Optional<OperatorId> name, String source) implements SignInEvent {}

    /** The source gets one attempt back. */
    record AttemptReturned(String source) implements SignInEvent {}

    record SignInStarted(Octets pending, PendingSignIn signIn) implements SignInEvent {}

    record EnrolmentPrepared(Octets pending, Octets sealedSecret) implements SignInEvent {}

    record SecondFactorEnrolled(OperatorId operator, Octets sealedSecret, long step) implements SignInEvent {}

    record SecondFactorShown(OperatorId operator, long step) implements SignInEvent {}

    record SecondFactorReset(OperatorId operator) implements SignInEvent {}

    record EnrolmentAllowed(OperatorId operator, long untilMillis) implements SignInEvent {}

    /**
     * @param forgiven the name whose failures are forgotten
     * @param finished the pending sign-in it came of
     */
    record SessionOpened(Octets session, SignInSession signIn, OperatorId forgiven, Optional<Octets> finished)
            implements SignInEvent {}

    record SessionSeen(Octets session, long atMillis) implements SignInEvent {}

    record SessionsEnded(List<Octets> sessions, End end) implements SignInEvent {}

    record PendingDropped(List<Octets> pending) implements SignInEvent {}

    record EnrolmentsLapsed(List<OperatorId> operators) implements SignInEvent {}

    record NameUnlocked(OperatorId name) implements SignInEvent {}

    record BreakGlassCreated(long atMillis, PasswordVerifier verifier) implements SignInEvent {}

    /** Whoever interprets events raises an alarm for this one. */
    record BreakGlassUsed(long atMillis, String source) implements SignInEvent {}

    /** Why a session ended. */
    enum End {
        SIGNED_OUT(1),
        EXPIRED(2),
        PROVIDER(3),
        OFFICER(4),
        TOO_MANY(5);

        private final int id;

        End(int id) {
            this.id = id;
        }

        /** The number that stands in persisted records; never reused. */
        public int id() {
            return id;
        }
    }
}
