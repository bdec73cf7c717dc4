package io.craton.hsm.ops.console;

import io.craton.hsm.auth.Operator;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** One browser that has signed in. Thread-safe. */
final class ConsoleSession {
    private final Operator operator;
    private final String formToken;
    private final long openedNanos;
    private final AtomicReference<Optional<Frame.Notice>> notice = new AtomicReference<>(Optional.empty());
    private final AtomicReference<Optional<OpenToken>> token = new AtomicReference<>(Optional.empty());
    private volatile long usedNanos;

    /** The operator's session with a token, as the API named it. */
    record OpenToken(String slot, String tokenSession, boolean loggedIn) {}

    ConsoleSession(Operator operator, String formToken, long nowNanos) {
        this.operator = operator;
        this.formToken = formToken;
        this.openedNanos = nowNanos;
        this.usedNanos = nowNanos;
    }

    Operator operator() {
        return operator;
    }

    /** What every form of this session carries, so that another site's page cannot send one. */
    String formToken() {
        return formToken;
    }

    void used(long nowNanos) {
        usedNanos = nowNanos;
    }

    boolean isOver(long nowNanos, long idleNanos, long longestNanos) {
        return nowNanos - usedNanos > idleNanos || nowNanos - openedNanos > longestNanos;
    }

    /** Shown on the next page, once. */
    void tell(Frame.Notice word) {
        notice.set(Optional.of(word));
    }

    Optional<Frame.Notice> takeNotice() {
        return notice.getAndSet(Optional.empty());
    }

    Optional<OpenToken> token() {
        return token.get();
    }

    /** @return the one before */
    Optional<OpenToken> use(Optional<OpenToken> opened) {
        return token.getAndSet(opened);
    }
}
