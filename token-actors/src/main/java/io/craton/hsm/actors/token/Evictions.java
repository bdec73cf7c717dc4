package io.craton.hsm.actors.token;

import io.craton.hsm.actors.edge.EdgeMessage;
import io.craton.hsm.core.id.ApplicationId;
import io.craton.hsm.core.id.SessionHandle;
import io.craton.hsm.core.id.SlotId;
import io.craton.hsm.core.token.TokenEvent;
import java.util.List;
import java.util.Optional;

/** Tells every node which sessions operators have ended. What a node may still use without having heard of it is settled by its lease. */
final class Evictions {
    private Evictions() {}

    /** To be called before the same events are announced to lease holders. */
    static void announce(List<TokenEvent> events, SlotId slot, TokenEnvironment environment) {
        for (TokenEvent event : events) {
            if (event instanceof TokenEvent.ApplicationEvicted it) {
                tell(environment, new EdgeMessage.Evict(slot, it.application(), Optional.empty()));
            } else if (event
                    instanceof TokenEvent.SessionEvicted(ApplicationId application, SessionHandle session, var _)) {
                tell(environment, new EdgeMessage.Evict(slot, application, Optional.of(session)));
            }
        }
    }

    private static void tell(TokenEnvironment environment, EdgeMessage.Evict word) {
        environment.nodes().forEach(node -> environment.edges().apply(node).tell(word));
    }
}
