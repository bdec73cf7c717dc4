package io.craton.hsm.ops.http;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.util.JavalinBindException;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;
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

/** One HTTPS listener (HTTP/1.1 and HTTP/2): each request on a virtual thread, with bounds on connections and requests. Thread-safe. */
public final class HttpsServer implements AutoCloseable {
    private static final int MAX_CONNECTIONS = 256;
    private static final int MAX_CONCURRENT_TASKS = 96;
    private static final int MAX_HEADER_BYTES = 16 * 1024;
    private static final Duration IDLE = Duration.ofSeconds(30);
    private static final Duration STOP = Duration.ofSeconds(2);

    private final Javalin server;
    private final ListenerTls tls;

    private HttpsServer(Javalin server, ListenerTls tls) {
        this.server = server;
        this.tls = tls;
    }

    /**
     * Listens, and serves until closed.
     *
     * @param name of the listener in messages
     * @param routes adds what there is to ask
     * @throws IOException in one line: TLS files that cannot be used, an address that cannot be listened on
     */
    public static HttpsServer start(String name, ListenerSettings settings, Consumer<JavalinConfig> routes)
            throws IOException {
        ListenerTls tls = new ListenerTls(name, settings);
        try {
            Javalin server = Javalin.create(config -> {
                configure(config, settings, tls);
                routes.accept(config);
            });
            server.start();
            return new HttpsServer(server, tls);
        } catch (JavalinBindException e) {
            tls.close();
            throw new IOException(
                    "the " + name + " listener cannot listen on " + settings.host() + ":" + settings.port() + ": "
                            + rootMessage(e),
                    e);
        } catch (RuntimeException e) {
            tls.close();
            throw new IOException("the " + name + " listener does not start: " + rootMessage(e), e);
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

    private static void configure(JavalinConfig config, ListenerSettings settings, ListenerTls tls) {
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.startup.startupWatcherEnabled = false;
        config.http.maxRequestSize = Dispatcher.MAX_BODY_BYTES;
        config.http.prefer405over404 = true;
        config.jetty.threadPool = new VirtualThreadPool(MAX_CONCURRENT_TASKS);
        config.jetty.addConnector((server, http) -> connector(server, http, settings, tls));
        config.jetty.modifyServer(server -> server.setStopTimeout(STOP.toMillis()));
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

    /** Stops listening and lets what is under way end, for two seconds. */
    @Override
    public void close() {
        server.stop();
        tls.close();
    }
}
