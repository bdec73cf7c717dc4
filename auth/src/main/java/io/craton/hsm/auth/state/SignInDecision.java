package io.craton.hsm.auth.state;

import java.util.List;

/** What the machine makes of a command: a refusal, or events that become its new state (none where there is nothing to change). */
public sealed interface SignInDecision {
    record Refused(Fault fault) implements SignInDecision {}

    record Accepted(List<SignInEvent> events) implements SignInDecision {
        public Accepted {
            events = List.copyOf(events);
        }
    }

    enum Fault {
        /** The name or the source has to wait. */
        LOCKED_OUT,
        /** There is no such session, or no such pending sign-in, or it is over. */
        UNKNOWN,
        /** The token was used before. */
        DUPLICATE,
        /** The cluster holds as much as it may. */
        FULL,
        /** A code of this step or a later one was accepted before. */
        REPLAYED,
        /** This operator signs in with a code. */
        SECOND_FACTOR_NEEDED,
        /** There is a second factor already; it has to be reset first. */
        ENROLLED,
        /** Nobody has allowed this operator to enrol, or no longer. */
        ENROLMENT_NOT_ALLOWED,
        /** There is a break-glass account already, or none. */
        BREAK_GLASS
    }

    static SignInDecision refused(Fault fault) {
        return new Refused(fault);
    }

    static SignInDecision accepted(SignInEvent... events) {
        return new Accepted(List.of(events));
    }
}
