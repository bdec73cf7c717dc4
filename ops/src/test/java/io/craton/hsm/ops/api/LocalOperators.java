package io.craton.hsm.ops.api;

import io.craton.hsm.auth.state.OperatorState;
import io.craton.hsm.auth.state.SignInCommand;
import io.craton.hsm.auth.state.SignInDecision;
import io.craton.hsm.auth.state.SignInEvent;
import io.craton.hsm.auth.state.SignInMachine;
import io.craton.hsm.auth.state.SignInState;
import java.util.List;

/** What a cluster of one agrees on about operators; while it is {@code away} nobody answers. */
final class LocalOperators implements OperatorState {
    boolean away;
    private SignInState state = SignInState.BLANK;

    @Override
    public synchronized SignInDecision submit(SignInCommand command) {
        SignInDecision decision = SignInMachine.decide(current(), command);
        if (decision instanceof SignInDecision.Accepted(List<SignInEvent> events)) {
            events.forEach(event -> state = SignInMachine.evolve(state, event));
        }
        return decision;
    }

    @Override
    public synchronized SignInState current() {
        if (away) {
            throw new OperatorStateUnavailableException("away", new IllegalStateException());
        }
        return state;
    }
}
