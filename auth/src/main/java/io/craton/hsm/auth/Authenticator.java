package io.craton.hsm.auth;

/**
 * The port to whatever can tell who somebody is. One implementation for each kind of provider; blocking, with a deadline of its own,
 * thread-safe. It knows nothing of roles, lock-outs or second factors.
 *
 * @param <C> what is shown to it
 */
public interface Authenticator<C extends Credentials> {
    /** The name under which it is configured, the first half of each {@link OperatorId} it gives. */
    String provider();

    /** Never throws for anything that was shown, nor for a provider that does not answer: that is a refusal. */
    Identification identify(C credentials);

    /** What came of it. */
    sealed interface Identification {
        record Identified(Identity identity) implements Identification {}

        record Refused(Refusal refusal) implements Identification {}

        static Identification refused(Refusal.Reason reason, String detail) {
            return new Refused(new Refusal(reason, detail));
        }
    }
}
