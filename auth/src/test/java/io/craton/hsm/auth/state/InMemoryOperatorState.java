package io.craton.hsm.auth.state;

import java.util.ArrayList;
import java.util.List;

/** One copy of the agreed state, with every event written and read back as a journal would. */
public final class InMemoryOperatorState implements OperatorState {
    private final List<SignInEvent> events = new ArrayList<>();
    private SignInState state = SignInState.BLANK;

    @Override
    public synchronized SignInDecision submit(SignInCommand command) {
        SignInDecision decision = SignInMachine.decide(state, command);
        if (decision instanceof SignInDecision.Accepted(List<SignInEvent> accepted)) {
            for (SignInEvent event : accepted) {
                SignInEvent read = SignInEventCodec.decode(SignInEventCodec.encode(event));
                events.add(read);
                state = SignInMachine.evolve(state, read);
            }
        }
        return decision;
    }

    @Override
    public synchronized SignInState current() {
        return state;
    }

    public synchronized List<SignInEvent> events() {
        return List.copyOf(events);
    }

    /** What another node makes of the same events. */
    public synchronized SignInState replayed() {
        SignInState replay = SignInState.BLANK;
        for (SignInEvent event : events) {
            replay = SignInMachine.evolve(replay, event);
        }
        return replay;
    }
}
