package io.craton.hsm.core.simulation;

import io.craton.hsm.core.id.ApplicationId;
import io.craton.hsm.core.id.ObjectHandle;
import io.craton.hsm.core.id.RequestId;
import io.craton.hsm.core.token.TokenEvent;
import io.craton.hsm.core.token.TokenEvent.Cause;
import io.craton.hsm.core.token.TokenMachine;
import io.craton.hsm.core.token.TokenState;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;

/** A token's state together with what the checks need to know of how it came about. Immutable. */
record Chronicle(TokenState state, PMap<Object, Long> epochs) {
    static Chronicle of(TokenState state) {
        return new Chronicle(state, HashTreePMap.empty());
    }

    long epoch(Object of) {
        return epochs.getOrDefault(of, 0L);
    }

    Chronicle after(TokenEvent event) {
        TokenState next = TokenMachine.evolve(state, event);
        PMap<Object, Long> raised = epochs;
        for (Object taken : taken(event, next)) {
            raised = raised.plus(taken, epoch(taken) + 1);
        }
        return new Chronicle(next, raised);
    }

    /** Keys that are not what they were, and applications whose login ended. */
    Set<Object> taken(TokenEvent event, TokenState next) {
        Set<Object> taken = new HashSet<>();
        keyOf(event).ifPresent(taken::add);
        for (ApplicationId application : state.applications().keySet()) {
            if (state.login(application).isPresent() && next.login(application).isEmpty()) {
                taken.add(application);
            }
        }
        return taken;
    }

    private static Optional<ObjectHandle> keyOf(TokenEvent event) {
        return switch (event) {
            case TokenEvent.ObjectChanged it -> Optional.of(it.object().handle());
            case TokenEvent.ObjectDestroyed it -> Optional.of(it.object());
            case TokenEvent _ -> Optional.empty();
        };
    }

    static Optional<RequestId> requestOf(TokenEvent event) {
        return causeOf(event).map(Cause::request);
    }

    private static Optional<Cause> causeOf(TokenEvent event) {
        return switch (event) {
            case TokenEvent.TokenInitialized it -> Optional.of(it.cause());
            case TokenEvent.PinTryCounted it -> Optional.of(it.cause());
            case TokenEvent.PinTryFailed it -> Optional.of(it.cause());
            case TokenEvent.LoggedIn it -> Optional.of(it.cause());
            case TokenEvent.LoggedOut it -> Optional.of(it.cause());
            case TokenEvent.PinSet it -> Optional.of(it.cause());
            case TokenEvent.SessionOpened it -> Optional.of(it.cause());
            case TokenEvent.SessionClosed it -> Optional.of(it.cause());
            case TokenEvent.AllSessionsClosed it -> Optional.of(it.cause());
            case TokenEvent.ApplicationAttached _,
                    TokenEvent.ApplicationDetached _,
                    TokenEvent.ApplicationEvicted _,
                    TokenEvent.SessionEvicted _ -> Optional.empty();
            case TokenEvent.ObjectsCreated it -> Optional.of(it.cause());
            case TokenEvent.ObjectChanged it -> Optional.of(it.cause());
            case TokenEvent.ObjectDestroyed it -> Optional.of(it.cause());
        };
    }
}
