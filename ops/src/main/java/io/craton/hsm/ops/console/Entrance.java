package io.craton.hsm.ops.console;

import io.craton.hsm.auth.Operator;
import io.craton.hsm.auth.Refusal;
import io.craton.hsm.auth.SessionToken;
import io.craton.hsm.ops.http.CallerGate;
import io.craton.hsm.ops.http.CallerGate.Decision;
import io.craton.hsm.ops.http.RouteCaller;
import io.javalin.http.Context;
import jakarta.servlet.http.HttpServletRequest;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where operators sign in and out, and who each request is of. The certificate a browser signed in with is judged anew at every request, as
 * in the API. Thread-safe.
 */
final class Entrance {
    private static final Logger LOG = LoggerFactory.getLogger(Entrance.class);
    private static final String COOKIE = "__Host-craton-console";

    private final CallerGate gate;
    private final PageWriter writer;
    private final Changes changes;
    private final ConsoleSessions sessions = new ConsoleSessions(System::nanoTime);

    Entrance(CallerGate gate, PageWriter writer, Changes changes) {
        this.gate = gate;
        this.writer = writer;
        this.changes = changes;
    }

    /**
     * What the certificate of a browser that has not signed in came to.
     *
     * @param refused whether it showed one, and not an operator's
     */
    private record Shown(Optional<Operator> operator, boolean refused) {
        static final Shown NOTHING = new Shown(Optional.empty(), false);
        static final Shown REFUSED = new Shown(Optional.empty(), true);
    }

    private record Ended(ConsoleSession session, ConsoleSession.OpenToken token) {}

    /** Whoever has signed in, if the certificate shown now is still that operator's. */
    Optional<Visit> visit(Context context, boolean keepsAlive) {
        String token = context.cookie(COOKIE);
        if (token == null) {
            return Optional.empty();
        }
        Optional<ConsoleSession> session = keepsAlive ? sessions.use(token) : sessions.find(token);
        return session.flatMap(found -> operator(context)
                .filter(operator -> operator.id().equals(found.operator().id()))
                .map(operator -> new Visit(found, new RouteCaller.Caller(operator, context.ip()))));
    }

    private Optional<Operator> operator(Context context) {
        return gate.identify(chain(context.req()), Optional.empty()) instanceof Decision.Known(Operator operator)
                ? Optional.of(operator)
                : Optional.empty();
    }

    private static List<X509Certificate> chain(HttpServletRequest request) {
        return request.getAttribute("jakarta.servlet.request.X509Certificate") instanceof X509Certificate[] chain
                ? List.of(chain)
                : List.of();
    }

    void signInPage(Context context) {
        if (visit(context, true).isPresent()) {
            Response.goOn(context, "/");
        } else {
            Response.html(context, page(shown(context), Optional.empty()));
        }
    }

    private Page page(Shown shown, Optional<String> problem) {
        return new Page(
                problem.isPresent() ? 403 : 200,
                writer.alone(
                        "sign-in.jte",
                        Map.of("operator", shown.operator(), "refused", shown.refused(), "problem", problem)));
    }

    /** What the sign-in page says about the certificate that the browser showed. */
    private Shown shown(Context context) {
        return switch (gate.identify(chain(context.req()), Optional.empty())) {
            case Decision.Anonymous _ -> Shown.NOTHING;
            case Decision.Refused(Refusal refusal) -> {
                LOG.warn("sign-in from {} refused: {}, {}", context.ip(), refusal.reason(), refusal.detail());
                yield Shown.REFUSED;
            }
            case Decision.Known(Operator operator) -> new Shown(Optional.of(operator), false);
        };
    }

    /** Always a new session with a new token, whatever the browser brought along. */
    void signIn(Context context) {
        Shown shown = shown(context);
        Optional<Operator> operator = FormGate.isFromHere(context) ? shown.operator() : Optional.empty();
        Optional<SessionToken> opened = operator.flatMap(sessions::open);
        if (opened.isEmpty()) {
            String problem = operator.isPresent() ? "Too many sessions are open." : Refusal.MESSAGE;
            Response.html(context, page(shown, Optional.of(problem)));
            return;
        }
        end(context);
        try (SessionToken token = opened.get()) {
            LOG.info("{} signed in at the console from {}", operator.get().id(), context.ip());
            cookie(context, token.text(), ConsoleSessions.LONGEST.toSeconds());
        }
        Response.goOn(context, "/");
    }

    /** @return where the browser goes on */
    String signOut(Context context) {
        end(context);
        cookie(context, "", 0);
        return Response.SIGN_IN;
    }

    private void end(Context context) {
        String token = context.cookie(COOKIE);
        if (token != null) {
            sessions.find(token)
                    .flatMap(session -> session.use(Optional.empty()).map(opened -> new Ended(session, opened)))
                    .ifPresent(ended -> changes.leave(
                            new RouteCaller.Caller(ended.session().operator(), context.ip()), ended.token()));
            sessions.end(token);
        }
    }

    private static void cookie(Context context, String value, long seconds) {
        context.res()
                .addHeader(
                        "Set-Cookie",
                        COOKIE + "=" + value + "; Path=/; Max-Age=" + seconds + "; Secure; HttpOnly; SameSite=Strict");
    }
}
