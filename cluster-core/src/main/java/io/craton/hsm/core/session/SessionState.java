package io.craton.hsm.core.session;

import io.craton.hsm.core.id.ObjectHandle;
import io.craton.hsm.core.id.SessionHandle;
import io.craton.hsm.core.token.Result;
import io.craton.hsm.core.token.StoredObject;
import java.util.Optional;
import org.pcollections.PSortedMap;
import org.pcollections.TreePMap;

/**
 * A session's own state; that it exists, whose it is and whether it is read-write is the token's to say. Immutable.
 *
 * @param host the node that took the session over last; empty while its first node has it
 * @param objects session objects, sealed under the cluster key
 * @param objectCounter the last object handed out
 * @param results of its latest changes, by request sequence
 * @param ended no command is taken any more
 */
public record SessionState(
        SessionHandle handle,
        Optional<String> host,
        PSortedMap<ObjectHandle, StoredObject> objects,
        long objectCounter,
        PSortedMap<Long, Result> results,
        boolean ended) {

    public static SessionState fresh(SessionHandle handle) {
        return new SessionState(handle, Optional.empty(), TreePMap.empty(), 0, TreePMap.empty(), false);
    }

    public Optional<StoredObject> object(ObjectHandle object) {
        return Optional.ofNullable(objects.get(object));
    }

    /**
     * Whether the request is so old that it may have been carried out and its result forgotten: results are forgotten in the order of their
     * numbers, and only when there are {@value SessionLimits#MAX_RESULTS} of them.
     */
    boolean hasForgotten(long sequence) {
        return results.size() >= SessionLimits.MAX_RESULTS && sequence < results.firstKey();
    }

    SessionState hostedBy(String node) {
        return new SessionState(handle, Optional.of(node), objects, objectCounter, results, ended);
    }

    SessionState with(PSortedMap<ObjectHandle, StoredObject> changed, long counter) {
        return new SessionState(handle, host, changed, counter, results, ended);
    }

    SessionState withResult(long sequence, Result result) {
        PSortedMap<Long, Result> kept = results.plus(sequence, result);
        while (kept.size() > SessionLimits.MAX_RESULTS) {
            kept = kept.minus(kept.firstKey());
        }
        return new SessionState(handle, host, objects, objectCounter, kept, ended);
    }

    SessionState over() {
        return new SessionState(handle, host, TreePMap.empty(), objectCounter, TreePMap.empty(), true);
    }
}
