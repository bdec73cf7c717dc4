package io.craton.hsm.core.simulation;

import io.craton.hsm.core.id.ApplicationId;
import io.craton.hsm.core.id.ObjectHandle;
import io.craton.hsm.core.id.RequestId;
import io.craton.hsm.core.token.TokenEvent.Cause;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What travels between nodes and clients. */
sealed interface Message {
    sealed interface ForRaft extends Message {}

    sealed interface ForToken extends Message {}

    sealed interface ForEdge extends Message {}

    record RequestVote(long term, int candidate, int lastIndex, long lastTerm) implements ForRaft {}

    record Vote(long term, int voter, boolean granted) implements ForRaft {}

    /** @param round of leadership confirmation that an answer to this one counts for */
    record Append(
            long term, int leader, int previousIndex, long previousTerm, List<LogEntry> entries, int commit, long round)
            implements ForRaft {}

    record Appended(long term, int follower, boolean matches, int upTo, long round) implements ForRaft {}

    /** @param hops left to find the leader */
    record Request(Cause cause, ClientOperation operation, int hops) implements ForToken {}

    record Renew(int node, long ask, long heldStamp) implements ForToken {}

    record Grant(long ask, long term, long stamp) implements ForEdge {}

    record Fetch(int node, long ask, ApplicationId application, ObjectHandle key) implements ForToken {}

    record Fetched(long ask, long term, long stamp, Optional<KeyEntry> entry) implements ForEdge {}

    record Revoke(
            int leader,
            long term,
            long fromStamp,
            long toStamp,
            Set<ObjectHandle> keys,
            Set<ApplicationId> applications)
            implements ForEdge {}

    record Confirm(int node, long stamp) implements ForToken {}

    record Sign(ApplicationId application, ObjectHandle key) implements ForEdge {}

    /** To a client. */
    record Answer(RequestId request, Reply reply) implements Message {}
}
