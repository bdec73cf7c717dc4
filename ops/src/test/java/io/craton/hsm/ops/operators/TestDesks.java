package io.craton.hsm.ops.operators;

import io.craton.hsm.auth.desk.SignInDesk.Terms;
import io.craton.hsm.auth.state.OperatorState;
import io.craton.hsm.crypto.seal.ClusterKey;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** Desks for tests of other packages. */
public final class TestDesks {
    private TestDesks() {}

    /** One that knows names and passwords of one provider. */
    public static OperatorDesk of(
            OperatorState state, Terms terms, OperatorDesk.PasswordProvider provider, Clock clock) {
        return new OperatorDesk(
                state,
                terms,
                ClusterKey.of(new byte[32]),
                new OperatorDesk.Providers(List.of(provider), List.of(), Optional.empty()),
                clock);
    }
}
