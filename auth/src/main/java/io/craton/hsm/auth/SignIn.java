package io.craton.hsm.auth;

/** What a try to sign in comes to. */
public sealed interface SignIn {
    /** Signed in; the token is shown once, and only its hash is kept. */
    record Accepted(Operator operator, SessionToken token) implements SignIn {}

    /** The first factor was right; {@code pending} carries the sign-in on to the code. */
    record SecondFactorNeeded(SessionToken pending) implements SignIn {}

    /** The first factor was right, and an officer has allowed this operator to enrol a second one now. */
    record EnrolmentNeeded(SessionToken pending) implements SignIn {}

    record Refused(Refusal refusal) implements SignIn {
        /** All that the person is told. */
        public String message() {
            return Refusal.MESSAGE;
        }
    }

    static SignIn refused(Refusal.Reason reason, String detail) {
        return new Refused(new Refusal(reason, detail));
    }
}
