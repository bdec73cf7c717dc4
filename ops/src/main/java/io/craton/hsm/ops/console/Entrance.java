package io.craton.hsm.ops.console;

import io.craton.hsm.auth.Operator;
import io.craton.hsm.auth.Refusal;
import io.craton.hsm.auth.Refusal.Reason;
import io.craton.hsm.auth.SessionToken;
import io.craton.hsm.auth.state.OperatorState.OperatorStateUnavailableException;
import io.craton.hsm.core.Octets;
import io.craton.hsm.ops.api.NodeAccess;
import io.craton.hsm.ops.http.CallerGate.Decision;
import io.craton.hsm.ops.http.RouteCaller;
import io.craton.hsm.ops.http.SessionGate;
import io.javalin.http.Context;
import jakarta.servlet.http.HttpServletRequest;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who each request is of: whoever holds the sign-in whose token is in the browser's cookie, as the cluster agrees on it and the API judges
 * it. A token that was opened with a PIN here is left when the sign-in ends, wherever that happens. Thread-safe.
 */
final class Entrance implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Entrance.class);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(15);

    private final SessionGate gate;
    private final NodeAccess node;
    private final LocalSessions sessions;
    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("craton-console-sign-ins").factory());

    Entrance(SessionGate gate, NodeAccess node, Changes changes) {
        this.gate = gate;
        this.node = node;
        this.sessions = new LocalSessions(
                session -> session.use(Optional.empty()).ifPresent(opened -> changes.leave(session.owner(), opened)));
        long every = LOOK_EVERY.toMillis();
        var _ = watch.scheduleWithFixedDelay(this::letGoOfWhatIsOver, every, every, TimeUnit.MILLISECONDS);
    }

    /** Whoever has signed in. */
    Optional<Visit> visit(Context context, boolean keepsAlive) {
        Optional<SessionToken> shown = Cookies.SESSION.token(context);
        if (shown.isEmpty()) {
            return Optional.empty();
        }
        try (SessionToken token = shown.get()) {
            return visit(token, chain(context.req()), context.ip(), keepsAlive);
        }
    }

    Optional<Visit> visit(SessionToken token, List<X509Certificate> chain, String source, boolean keepsAlive) {
        return switch (keepsAlive ? gate.use(chain, token) : gate.look(chain, token)) {
            case Decision.Known(Operator operator) -> {
                RouteCaller.Caller caller = new RouteCaller.Caller(operator, source);
                yield Optional.of(new Visit(sessions.of(token, caller), caller));
            }
            case Decision.Refused(Refusal(Reason reason, String _)) ->
                reason == Reason.PROVIDER_UNAVAILABLE ? byCertificate(token, chain, source) : Optional.empty();
            case Decision.Anonymous _ -> Optional.empty();
        };
    }

    /** While the sign-ins cannot be told, a certificate that is enough for the API is enough for who was seen here with it before. */
    private Optional<Visit> byCertificate(SessionToken token, List<X509Certificate> chain, String source) {
        return gate.identify(chain, Optional.empty()) instanceof Decision.Known(Operator holder)
                ? sessions.find(token)
                        .filter(session -> session.owner().operator().id().equals(holder.id()))
                        .map(session -> new Visit(session, new RouteCaller.Caller(holder, source)))
                : Optional.empty();
    }

    /** What the browser proved in the TLS handshake, empty if it showed nothing. */
    static List<X509Certificate> chain(HttpServletRequest request) {
        return request.getAttribute("jakarta.servlet.request.X509Certificate") instanceof X509Certificate[] chain
                ? List.of(chain)
                : List.of();
    }

    /** A sign-in has come to its end: the browser gets its new token, and whatever it brought along ends. */
    void begin(Context context, SessionToken token) {
        endOld(context);
        Cookies.SESSION.set(context, token.text());
        Cookies.PENDING.clear(context);
        Cookies.PROVIDER.clear(context);
        Cookies.FORM.clear(context);
    }

    /** @return where the browser goes on */
    String signOut(Context context) {
        endOld(context);
        Cookies.SESSION.clear(context);
        return Response.SIGN_IN;
    }

    private void endOld(Context context) {
        Cookies.SESSION.token(context).ifPresent(old -> {
            try (old) {
                sessions.end(old.hash());
                node.operators().ifPresent(desk -> desk.signOut(old));
            }
        });
    }

    private void letGoOfWhatIsOver() {
        try {
            Set<Octets> open = sessions.withTokens();
            if (!open.isEmpty()) {
                node.operators().ifPresent(desk -> desk.over(open).forEach(sessions::end));
            }
        } catch (OperatorStateUnavailableException e) {
            LOG.info("whether sign-ins of the console are over is seen later: {}", e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("sign-ins of the console cannot be looked after", e);
        }
    }

    @Override
    public void close() {
        watch.shutdownNow();
    }
}
