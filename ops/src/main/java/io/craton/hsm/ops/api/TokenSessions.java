package io.craton.hsm.ops.api;

import io.craton.hsm.auth.OperatorId;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The operators' sessions with tokens that were opened at this node. They end after ten minutes without use, and after eight hours. Thread-safe. */
public final class TokenSessions implements AutoCloseable {
    static final Duration IDLE = Duration.ofMinutes(10);
    static final Duration LONGEST = Duration.ofHours(8);
    static final int MAX_OPEN = 64;
    static final int MAX_OPEN_OF_ONE = 8;

    private static final Logger LOG = LoggerFactory.getLogger(TokenSessions.class);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(15);
    private static final Duration LEAVE = Duration.ofSeconds(5);
    private static final int ID_BYTES = 16;

    private final NodeAccess access;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, TokenSession> open = new ConcurrentHashMap<>();
    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("craton-token-sessions").factory());

    public TokenSessions(NodeAccess access) {
        this.access = access;
        var _ = watch.scheduleWithFixedDelay(
                () -> endWhatIsOver(System.nanoTime()),
                LOOK_EVERY.toMillis(),
                LOOK_EVERY.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    String newId() {
        byte[] id = new byte[ID_BYTES];
        random.nextBytes(id);
        return HexFormat.of().formatHex(id);
    }

    /** Keeps a session, unless its owner or this node has too many. */
    synchronized boolean add(TokenSession session) {
        if (!hasRoom(session.owner())) {
            return false;
        }
        open.put(session.id(), session);
        return true;
    }

    /** Whether {@code operator} could open one more now. */
    synchronized boolean hasRoom(OperatorId operator) {
        return open.size() < MAX_OPEN
                && open.values().stream()
                                .filter(session -> session.owner().equals(operator))
                                .count()
                        < MAX_OPEN_OF_ONE;
    }

    /** Nobody but its owner finds a session. */
    Optional<TokenSession> find(String id, OperatorId operator) {
        return Optional.ofNullable(open.get(id))
                .filter(session -> session.owner().equals(operator))
                .filter(session -> !session.isOver(System.nanoTime(), IDLE.toNanos(), LONGEST.toNanos()));
    }

    void end(TokenSession session) {
        if (open.remove(session.id(), session)) {
            session.leave(access, System.nanoTime() + LEAVE.toNanos());
        }
    }

    void endWhatIsOver(long nowNanos) {
        for (TokenSession session : open.values()) {
            if (session.isOver(nowNanos, IDLE.toNanos(), LONGEST.toNanos())) {
                try {
                    end(session);
                } catch (RuntimeException e) {
                    LOG.warn("a token session could not be ended: {}", e.toString());
                }
            }
        }
    }

    /** Ends the watch; the tokens let go of the sessions when this node leaves. */
    @Override
    public void close() {
        watch.shutdownNow();
    }
}
