package io.craton.hsm.ops.operators;

import io.craton.hsm.actors.agreed.AgreedKind;
import io.craton.hsm.actors.agreed.AgreedState;
import io.craton.hsm.actors.agreed.AgreedState.Change;
import io.craton.hsm.actors.journal.PersistedType;
import io.craton.hsm.auth.state.OperatorState;
import io.craton.hsm.auth.state.SignInCommand;
import io.craton.hsm.auth.state.SignInDecision;
import io.craton.hsm.auth.state.SignInEvent;
import io.craton.hsm.auth.state.SignInEventCodec;
import io.craton.hsm.auth.state.SignInMachine;
import io.craton.hsm.auth.state.SignInState;
import io.craton.hsm.auth.state.SignInStateCodec;
import java.time.Duration;
import java.util.List;

/** The state of operators as the cluster agrees on it. Thread-safe. */
public final class AgreedOperators implements OperatorState {
    public static final AgreedKind<SignInState, SignInEvent> KIND = new AgreedKind<>(
            0,
            "operators",
            SignInState.BLANK,
            SignInMachine::evolve,
            new PersistedType<>(
                    "operators.state", SignInState.class, SignInStateCodec::encode, SignInStateCodec::decode),
            new PersistedType<>(
                    "operators.event", SignInEvent.class, SignInEventCodec::encode, SignInEventCodec::decode));

    /** Longer than a fail-over takes. */
    private static final Duration PATIENCE = Duration.ofSeconds(8);

    private final AgreedState<SignInState, SignInEvent> state;

    public AgreedOperators(AgreedState<SignInState, SignInEvent> state) {
        this.state = state;
    }

    @Override
    public SignInDecision submit(SignInCommand command) {
        try {
            return state.change(PATIENCE, now -> change(SignInMachine.decide(now, command)));
        } catch (AgreedState.UnavailableException e) {
            throw new OperatorStateUnavailableException(String.valueOf(e.getMessage()), e);
        }
    }

    private static Change<SignInEvent, SignInDecision> change(SignInDecision decision) {
        return switch (decision) {
            case SignInDecision.Accepted(List<SignInEvent> events) -> new Change<>(events, decision);
            case SignInDecision.Refused _ -> new Change<>(List.of(), decision);
        };
    }

    @Override
    public SignInState current() {
        try {
            return state.read(PATIENCE);
        } catch (AgreedState.UnavailableException e) {
            throw new OperatorStateUnavailableException(String.valueOf(e.getMessage()), e);
        }
    }
}
