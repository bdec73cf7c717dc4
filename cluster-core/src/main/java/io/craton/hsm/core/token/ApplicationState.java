package io.craton.hsm.core.token;

import io.craton.hsm.core.id.Role;
import io.craton.hsm.core.id.SessionHandle;
import java.util.Optional;
import org.pcollections.PMap;
import org.pcollections.PSortedMap;
import org.pcollections.PSortedSet;
import org.pcollections.TreePMap;
import org.pcollections.TreePSet;

/**
 * A process that uses the token.
 *
 * @param login of the whole application: PKCS#11 logs in processes, not sessions
 * @param nodes whose gateways it is connected to; when the last one goes, so does the application
 * @param sessions its open sessions, with whether each is read-write
 * @param results of its latest changes, by request sequence
 * @param forgottenBelow results below this number are forgotten; a request below it that turns up late is not carried out again
 */
public record ApplicationState(
        Optional<Role> login,
        PSortedSet<String> nodes,
        PMap<SessionHandle, Boolean> sessions,
        PSortedMap<Long, Result> results,
        long forgottenBelow) {
    static final ApplicationState NEW =
            new ApplicationState(Optional.empty(), TreePSet.empty(), TreePMap.empty(), TreePMap.empty(), 0);

    ApplicationState withLogin(Optional<Role> role) {
        return new ApplicationState(role, nodes, sessions, results, forgottenBelow);
    }

    ApplicationState attachedTo(String node) {
        return new ApplicationState(login, nodes.plus(node), sessions, results, forgottenBelow);
    }

    ApplicationState detachedFrom(String node) {
        return new ApplicationState(login, nodes.minus(node), sessions, results, forgottenBelow);
    }

    ApplicationState withSession(SessionHandle session, boolean readWrite) {
        return new ApplicationState(login, nodes, sessions.plus(session, readWrite), results, forgottenBelow);
    }

    /** Without the session; with the last one gone the login ends too (PKCS#11 3.2, section 5.6.6). */
    ApplicationState withoutSession(SessionHandle session) {
        PMap<SessionHandle, Boolean> left = sessions.minus(session);
        return new ApplicationState(left.isEmpty() ? Optional.empty() : login, nodes, left, results, forgottenBelow);
    }

    ApplicationState withoutSessions() {
        return new ApplicationState(Optional.empty(), nodes, TreePMap.empty(), results, forgottenBelow);
    }

    /** Remembers a result and forgets those the application has received. */
    ApplicationState withResult(long sequence, long oldestUnanswered, Result result) {
        PSortedMap<Long, Result> kept = results.plus(sequence, result);
        long below = Math.max(forgottenBelow, Math.min(oldestUnanswered, sequence));
        while (!kept.isEmpty() && kept.firstKey() < below) {
            kept = kept.minus(kept.firstKey());
        }
        while (kept.size() > TokenLimits.MAX_RESULTS_PER_APPLICATION) {
            below = kept.firstKey() + 1;
            kept = kept.minus(kept.firstKey());
        }
        return new ApplicationState(login, nodes, sessions, kept, below);
    }

    /** Whether the result of this request, if it was ever carried out, is no longer known. */
    boolean hasForgotten(long sequence) {
        return sequence < forgottenBelow && !results.containsKey(sequence);
    }

    public boolean hasReadOnlySession() {
        return sessions.containsValue(false);
    }
}
