package io.craton.hsm.ops.api;

import io.craton.hsm.actors.Call;
import io.craton.hsm.auth.OperatorId;
import io.craton.hsm.core.id.ApplicationId;
import io.craton.hsm.core.id.Role;
import io.craton.hsm.core.id.SessionHandle;
import java.util.Optional;
import java.util.function.Function;

/** An operator's session with a token, opened with its PIN or without. One request at a time uses it. Thread-safe. */
final class TokenSession {
    private final String id;
    private final OperatorId owner;
    private final OneCaller caller;
    private final SessionHandle handle;
    private final Optional<Role> login;
    private final long openedNanos;
    private volatile long usedNanos;

    TokenSession(
            String id, OperatorId owner, OneCaller caller, SessionHandle handle, Optional<Role> login, long nowNanos) {
        this.id = id;
        this.owner = owner;
        this.caller = caller;
        this.handle = handle;
        this.login = login;
        this.openedNanos = nowNanos;
        this.usedNanos = nowNanos;
    }

    String id() {
        return id;
    }

    OperatorId owner() {
        return owner;
    }

    ApplicationId application() {
        return caller.application();
    }

    SessionHandle handle() {
        return handle;
    }

    Optional<Role> login() {
        return login;
    }

    boolean isOver(long nowNanos, long idleNanos, long longestNanos) {
        return nowNanos - usedNanos > idleNanos || nowNanos - openedNanos > longestNanos;
    }

    /** Uses it for one request to the token. */
    synchronized <T> T use(long deadlineNanos, Function<Call, T> request) {
        usedNanos = System.nanoTime();
        return request.apply(caller.next(deadlineNanos));
    }

    /** Leaves the token: the session is closed and the login ends. */
    synchronized void leave(NodeAccess node, long deadlineNanos) {
        caller.leave(node, handle.slot(), deadlineNanos);
    }
}
