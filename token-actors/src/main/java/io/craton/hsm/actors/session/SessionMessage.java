package io.craton.hsm.actors.session;

import io.craton.hsm.core.fault.Outcome;
import io.craton.hsm.core.session.SessionCommand;
import io.craton.hsm.core.token.Result;
import java.util.concurrent.CompletableFuture;

/** What a session actor understands. These messages never leave the node. */
public sealed interface SessionMessage {
    /** Decide, persist, then complete {@code answer}. It completes exceptionally when the actor stops first. */
    record Execute(SessionCommand command, CompletableFuture<Outcome<Result>> answer) implements SessionMessage {}

    /** The application is gone from this node: stop without a trace. */
    enum Leave implements SessionMessage {
        LEAVE
    }
}
