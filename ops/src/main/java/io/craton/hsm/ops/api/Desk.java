package io.craton.hsm.ops.api;

import io.craton.hsm.auth.state.OperatorState.OperatorStateUnavailableException;
import io.craton.hsm.ops.operators.OperatorDesk;
import java.util.function.Function;

/** Passes a request on to where operators sign in. */
final class Desk {
    private Desk() {}

    static <R> Answer<R> of(NodeAccess node, Function<OperatorDesk, Answer<R>> next) {
        try {
            return ServingNode.desk(node, next);
        } catch (OperatorStateUnavailableException e) {
            return Answer.refused(
                    ProblemKind.UNAVAILABLE, "No majority of nodes answers; without one nobody can sign in.");
        }
    }
}
