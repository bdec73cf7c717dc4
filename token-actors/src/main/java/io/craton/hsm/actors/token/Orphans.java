package io.craton.hsm.actors.token;

import io.craton.hsm.core.id.ApplicationId;
import io.craton.hsm.core.token.ApplicationState;
import io.craton.hsm.core.token.TokenCommand;
import io.craton.hsm.core.token.TokenState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds applications whose nodes have not been heard of for so long that nobody will come back for their sessions. An application that
 * merely lost its node keeps everything until then. Owned by the token actor; not thread-safe.
 */
final class Orphans {
    /** How long a session outlives the node it was on without its application showing up on another. */
    static final Duration PATIENCE = Duration.ofMinutes(15);

    private final long sinceNanos;
    private final Map<String, Long> heardNanos = new HashMap<>();

    Orphans(long sinceNanos) {
        this.sinceNanos = sinceNanos;
    }

    /** A node's process is alive. */
    void heard(String incarnation, long nowNanos) {
        heardNanos.put(incarnation, nowNanos);
    }

    /** What to detach now. */
    List<TokenCommand.Detach> detachments(TokenState state, long nowNanos) {
        List<TokenCommand.Detach> due = new ArrayList<>();
        for (Map.Entry<ApplicationId, ApplicationState> entry :
                state.applications().entrySet()) {
            for (String incarnation : entry.getValue().nodes()) {
                if (nowNanos - heardNanos.getOrDefault(incarnation, sinceNanos) > PATIENCE.toNanos()) {
                    due.add(new TokenCommand.Detach(entry.getKey(), incarnation));
                }
            }
        }
        return due;
    }
}
