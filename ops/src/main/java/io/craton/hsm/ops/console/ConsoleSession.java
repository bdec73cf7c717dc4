package io.craton.hsm.ops.console;

import io.craton.hsm.ops.http.RouteCaller;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** What this node's console keeps for one sign-in: a word for the next page, and the token it has open here. Thread-safe. */
final class ConsoleSession {
    private final RouteCaller.Caller owner;
    private final String formToken;
    private final AtomicReference<Optional<Frame.Notice>> notice = new AtomicReference<>(Optional.empty());
    private final AtomicReference<Optional<OpenToken>> token = new AtomicReference<>(Optional.empty());

    /** The operator's session with a token, as the API named it. */
    record OpenToken(String slot, String tokenSession, boolean loggedIn) {}

    ConsoleSession(RouteCaller.Caller owner, String formToken) {
        this.owner = owner;
        this.formToken = formToken;
    }

    RouteCaller.Caller owner() {
        return owner;
    }

    /** What every form of this sign-in carries, so that another site's page cannot send one. */
    String formToken() {
        return formToken;
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
