package io.craton.hsm.ops.console;

import io.craton.hsm.auth.Operator;
import io.craton.hsm.auth.SessionToken;
import io.craton.hsm.core.Octets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Who has signed in at this node's console. A session is known by the hash of its token, gets a new token at each sign-in, and ends after
 * {@link #IDLE} without a request or {@link #LONGEST} in any case. Thread-safe.
 */
final class ConsoleSessions {
    static final Duration IDLE = Duration.ofMinutes(15);
    static final Duration LONGEST = Duration.ofHours(8);

    /** In all; a browser in use is one. */
    static final int MAX = 256;

    /** Of one operator, so that nobody takes the others' room. */
    static final int MAX_OF_ONE = 16;

    private final SecureRandom random = new SecureRandom();
    private final LongSupplier nanos;
    private final Map<Octets, ConsoleSession> sessions = new HashMap<>();

    /** @param nanos a clock like {@link System#nanoTime} */
    ConsoleSessions(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** Opens a session; empty where there is no room. The caller closes the token. */
    synchronized Optional<SessionToken> open(Operator operator) {
        sessions.values().removeIf(this::isOver);
        long ofThisOne = sessions.values().stream()
                .filter(session -> session.operator().id().equals(operator.id()))
                .count();
        if (sessions.size() >= MAX || ofThisOne >= MAX_OF_ONE) {
            return Optional.empty();
        }
        SessionToken token = SessionToken.random(random);
        try (SessionToken form = SessionToken.random(random)) {
            sessions.put(token.hash(), new ConsoleSession(operator, form.text(), nanos.getAsLong()));
        }
        return Optional.of(token);
    }

    /** The session of a token as {@link SessionToken#text} writes it. Using it is what keeps it from ending. */
    Optional<ConsoleSession> use(String token) {
        Optional<ConsoleSession> session = find(token);
        session.ifPresent(it -> it.used(nanos.getAsLong()));
        return session;
    }

    /** Likewise, without keeping it from ending. */
    synchronized Optional<ConsoleSession> find(String token) {
        sessions.values().removeIf(this::isOver);
        return hash(token).map(sessions::get);
    }

    synchronized void end(String token) {
        hash(token).ifPresent(sessions::remove);
    }

    private boolean isOver(ConsoleSession session) {
        return session.isOver(nanos.getAsLong(), IDLE.toNanos(), LONGEST.toNanos());
    }

    private static Optional<Octets> hash(String token) {
        return SessionToken.parse(token).map(parsed -> {
            try (parsed) {
                return parsed.hash();
            }
        });
    }
}
