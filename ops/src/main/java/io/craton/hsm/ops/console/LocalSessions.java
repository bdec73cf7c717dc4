package io.craton.hsm.ops.console;

import io.craton.hsm.auth.SessionToken;
import io.craton.hsm.core.Octets;
import io.craton.hsm.ops.http.RouteCaller;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What this node's console keeps beside the sign-ins that the cluster agrees on, by the hashes of their tokens. Nobody is signed in by being
 * in here. Thread-safe.
 */
final class LocalSessions {
    /** Beyond this the one that was not used for longest is let go. */
    static final int MAX = 256;

    private final Map<Octets, ConsoleSession> sessions = new LinkedHashMap<>(64, 0.75f, true);
    private final Consumer<ConsoleSession> letGo;

    /** @param letGo what becomes of a session that is no longer kept */
    LocalSessions(Consumer<ConsoleSession> letGo) {
        this.letGo = letGo;
    }

    /** What is kept for the sign-in of {@code token}, which {@code owner} has just shown. */
    ConsoleSession of(SessionToken token, RouteCaller.Caller owner) {
        List<ConsoleSession> surplus = new ArrayList<>();
        ConsoleSession session;
        synchronized (this) {
            session = sessions.computeIfAbsent(
                    token.hash(), _ -> new ConsoleSession(owner, FormGate.tokenOf(token.text())));
            Iterator<ConsoleSession> eldest = sessions.values().iterator();
            for (int over = sessions.size() - MAX; over > 0; over--) {
                surplus.add(eldest.next());
                eldest.remove();
            }
        }
        surplus.forEach(letGo);
        return session;
    }

    /** What is kept here already for the sign-in of {@code token}. */
    synchronized Optional<ConsoleSession> find(SessionToken token) {
        return Optional.ofNullable(sessions.get(token.hash()));
    }

    /** The sign-in has ended. */
    void end(Octets tokenHash) {
        Optional<ConsoleSession> ended;
        synchronized (this) {
            ended = Optional.ofNullable(sessions.remove(tokenHash));
        }
        ended.ifPresent(letGo);
    }

    /** The sign-ins that have a token open here: these have to be looked after. */
    synchronized Set<Octets> withTokens() {
        Set<Octets> found = new HashSet<>();
        sessions.forEach((hash, session) -> {
            if (session.token().isPresent()) {
                found.add(hash);
            }
        });
        return found;
    }
}
