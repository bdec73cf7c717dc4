package io.craton.hsm.ops.http;

import io.craton.hsm.ops.api.ProblemKind;
import io.craton.hsm.ops.api.Route;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Serves the routes of the API over HTTPS. Thread-safe. */
public final class ApiListener implements AutoCloseable {
    private static final String ANSWERED = "craton.answered";

    private final HttpsServer server;

    private ApiListener(HttpsServer server) {
        this.server = server;
    }

    /**
     * Listens, and serves until closed.
     *
     * @throws IOException in one line: TLS files that cannot be used, an address that cannot be listened on
     */
    public static ApiListener start(ListenerSettings settings, CallerGate gate, List<Route<?, ?>> routes)
            throws IOException {
        Dispatcher dispatcher = new Dispatcher(gate);
        return new ApiListener(HttpsServer.start("admin", settings, config -> add(config, dispatcher, routes)));
    }

    /** The port it listens on. */
    public int port() {
        return server.port();
    }

    private static void add(JavalinConfig config, Dispatcher dispatcher, List<Route<?, ?>> routes) {
        routes.forEach(route -> config.routes.addHttpHandler(
                HandlerType.findOrCreate(route.method().name()),
                route.path(),
                context -> serve(dispatcher, route, context)));
        config.routes.error(404, context -> unrouted(context, dispatcher, ProblemKind.NOT_FOUND));
        config.routes.error(405, context -> unrouted(context, dispatcher, ProblemKind.METHOD_NOT_ALLOWED));
    }

    private static void serve(Dispatcher dispatcher, Route<?, ?> route, Context context) throws IOException {
        byte[] body;
        try (InputStream in = context.bodyInputStream()) {
            body = in.readNBytes(Dispatcher.MAX_BODY_BYTES + 1);
        }
        if (body.length > Dispatcher.MAX_BODY_BYTES) {
            Arrays.fill(body, (byte) 0);
            answer(
                    context,
                    dispatcher.unknown(
                            context.ip(),
                            ProblemKind.TOO_LARGE,
                            "A request has at most " + Dispatcher.MAX_BODY_BYTES + " bytes."));
            return;
        }
        answer(context, dispatcher.serve(route, request(context, body)));
    }

    private static ApiRequest request(Context context, byte[] body) {
        return new ApiRequest(
                context.ip(),
                chain(context.req()),
                Optional.ofNullable(context.header("Authorization")),
                Optional.ofNullable(context.contentType()),
                Optional.ofNullable(context.header("Idempotency-Key")),
                context.pathParamMap(),
                context.queryParamMap(),
                body);
    }

    private static List<X509Certificate> chain(HttpServletRequest request) {
        return request.getAttribute("jakarta.servlet.request.X509Certificate") instanceof X509Certificate[] chain
                ? List.of(chain)
                : List.of();
    }

    /** What a route answered itself stays. */
    private static void unrouted(Context context, Dispatcher dispatcher, ProblemKind kind) {
        if (context.attribute(ANSWERED) == null) {
            answer(
                    context,
                    dispatcher.unknown(context.ip(), kind, "The document at /api/v1/openapi.json names every route."));
        }
    }

    private static void answer(Context context, ApiResponse response) {
        context.attribute(ANSWERED, true);
        context.status(response.status());
        context.contentType(response.contentType());
        SecurityHeaders.ALL.forEach(context::header);
        response.headers().forEach(context::header);
        context.result(response.body());
    }

    /** Stops listening and lets what is under way end, for two seconds. */
    @Override
    public void close() {
        server.close();
    }
}
