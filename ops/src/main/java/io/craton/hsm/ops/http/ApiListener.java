package io.craton.hsm.ops.http;

import io.craton.hsm.ops.api.ProblemKind;
import io.craton.hsm.ops.api.Route;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.util.JavalinBindException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.thread.VirtualThreadPool;

/** Serves routes over HTTPS (HTTP/1.1 and HTTP/2), each request on a virtual thread, with bounds on connections and requests. Thread-safe. */
public final class ApiListener implements AutoCloseable {
    private static final int MAX_CONNECTIONS = 256;
    private static final int MAX_CONCURRENT_TASKS = 96;
    private static final int MAX_HEADER_BYTES = 16 * 1024;
    private static final Duration IDLE = Duration.ofSeconds(30);
    private static final Duration STOP = Duration.ofSeconds(2);

    private static final String ANSWERED = "craton.answered";

    private final Javalin server;
    private final ListenerTls tls;

    private ApiListener(Javalin server, ListenerTls tls) {
        this.server = server;
        this.tls = tls;
    }

    /**
     * Listens, and serves until closed.
     *
     * @throws IOException in one line: TLS files that cannot be used, an address that cannot be listened on
     */
    public static ApiListener start(ListenerSettings settings, CallerGate gate, List<Route<?, ?>> routes)
            throws IOException {
        ListenerTls tls = new ListenerTls(settings);
        Dispatcher dispatcher = new Dispatcher(gate);
        try {
            Javalin server = Javalin.create(config -> configure(config, settings, tls, dispatcher, routes));
            server.start();
            return new ApiListener(server, tls);
        } catch (JavalinBindException e) {
            tls.close();
            throw new IOException(
                    "the admin listener cannot listen on " + settings.host() + ":" + settings.port() + ": "
                            + rootMessage(e),
                    e);
        } catch (RuntimeException e) {
            tls.close();
            throw new IOException("the admin listener does not start: " + rootMessage(e), e);
        }
    }

    private static String rootMessage(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage()).lines().findFirst().orElse("");
    }

    /** The port it listens on. */
    public int port() {
        return server.port();
    }

    private static void configure(
            JavalinConfig config,
            ListenerSettings settings,
            ListenerTls tls,
            Dispatcher dispatcher,
            List<Route<?, ?>> routes) {
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.startup.startupWatcherEnabled = false;
        config.http.maxRequestSize = Dispatcher.MAX_BODY_BYTES;
        config.http.prefer405over404 = true;
        config.jetty.threadPool = new VirtualThreadPool(MAX_CONCURRENT_TASKS);
        config.jetty.addConnector((server, http) -> connector(server, http, settings, tls));
        config.jetty.modifyServer(server -> server.setStopTimeout(STOP.toMillis()));
        routes.forEach(route -> config.routes.addHttpHandler(
                HandlerType.findOrCreate(route.method().name()),
                route.path(),
                context -> serve(dispatcher, route, context)));
        config.routes.error(404, context -> unrouted(context, dispatcher, ProblemKind.NOT_FOUND));
        config.routes.error(405, context -> unrouted(context, dispatcher, ProblemKind.METHOD_NOT_ALLOWED));
    }

    private static Connector connector(
            Server server, HttpConfiguration http, ListenerSettings settings, ListenerTls tls) {
        http.setSendServerVersion(false);
        http.setRequestHeaderSize(MAX_HEADER_BYTES);
        http.addCustomizer(new SecureRequestCustomizer());
        ALPNServerConnectionFactory alpn = new ALPNServerConnectionFactory();
        alpn.setDefaultProtocol("http/1.1");
        ServerConnector connector = new ServerConnector(
                server,
                1,
                1,
                new SslConnectionFactory(tls.factory(), alpn.getProtocol()),
                alpn,
                new HTTP2ServerConnectionFactory(http),
                new HttpConnectionFactory(http));
        connector.setHost(settings.host());
        connector.setPort(settings.port());
        connector.setIdleTimeout(IDLE.toMillis());
        server.addBean(new NetworkConnectionLimit(MAX_CONNECTIONS, connector));
        return connector;
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
                            ProblemKind.TOO_LARGE, "A request has at most " + Dispatcher.MAX_BODY_BYTES + " bytes."));
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
            answer(context, dispatcher.unknown(kind, "The document at /api/v1/openapi.json names every route."));
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
        server.stop();
        tls.close();
    }
}
