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
 */
public record ApplicationState(
        Optional<Role> login,
        PSortedSet<String> nodes,
        PMap<SessionHandle, Boolean> sessions,
        PSortedMap<Long, Result> results) {
    static final ApplicationState NEW =
            new ApplicationState(Optional.empty(), TreePSet.empty(), TreePMap.empty(), TreePMap.empty());

    ApplicationState withLogin(Optional<Role> role) {
        return new ApplicationState(role, nodes, sessions, results);
    }

    ApplicationState attachedTo(String node) {
        return new ApplicationState(login, nodes.plus(node), sessions, results);
    }

    ApplicationState detachedFrom(String node) {
        return new ApplicationState(login, nodes.minus(node), sessions, results);
    }

    ApplicationState withSession(SessionHandle session, boolean readWrite) {
        return new ApplicationState(login, nodes, sessions.plus(session, readWrite), results);
    }

    /** Without the session; with the last one gone the login ends too (PKCS#11 3.2, section 5.6.6). */
    ApplicationState withoutSession(SessionHandle session) {
        PMap<SessionHandle, Boolean> left = sessions.minus(session);
        return new ApplicationState(left.isEmpty() ? Optional.empty() : login, nodes, left, results);
    }

    ApplicationState withoutSessions() {
        return new ApplicationState(Optional.empty(), nodes, TreePMap.empty(), results);
    }

    /** Remembers a result and forgets those the application has received. */
    ApplicationState withResult(long sequence, long oldestUnanswered, Result result) {
        PSortedMap<Long, Result> kept = results.plus(sequence, result);
        while (kept.size() > 1
                && (kept.firstKey() < oldestUnanswered || kept.size() > TokenLimits.MAX_RESULTS_PER_APPLICATION)
                && kept.firstKey() < sequence) {
            kept = kept.minus(kept.firstKey());
        }
        return new ApplicationState(login, nodes, sessions, kept);
    }

    public boolean hasReadOnlySession() {
        return sessions.containsValue(false);
    }
}
