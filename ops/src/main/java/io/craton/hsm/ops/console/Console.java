package io.craton.hsm.ops.console;

import io.craton.hsm.auth.Operator;
import io.craton.hsm.auth.Refusal;
import io.craton.hsm.auth.SessionToken;
import io.craton.hsm.ops.api.NodeAccess;
import io.craton.hsm.ops.api.Route;
import io.craton.hsm.ops.http.CallerGate;
import io.craton.hsm.ops.http.CallerGate.Decision;
import io.craton.hsm.ops.http.HttpsServer;
import io.craton.hsm.ops.http.ListenerSettings;
import io.craton.hsm.ops.http.RouteCaller;
import io.craton.hsm.ops.http.SecurityHeaders;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpStatus;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The console's listener: who is signed in, which page answers, which change a form asks for. The certificate a browser signed in with is
 * judged anew at every request, as in the API. Thread-safe.
 */
public final class Console implements AutoCloseable {
    /** The largest form makes a key: a label, an identifier and some words. */
    static final int MAX_FORM_BYTES = 8 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(Console.class);
    private static final String COOKIE = "__Host-craton-console";
    private static final String SIGN_IN = "/sign-in";
    private static final int HTTPS_PORT = 443;

    private final CallerGate gate;
    private final ConsoleSessions sessions = new ConsoleSessions(System::nanoTime);
    private final Assets assets;
    private final Pages pages;
    private final Changes changes;
    private final LiveStatus status;

    /** Set once, before the console is handed out. */
    private @Nullable HttpsServer server;

    private Console(CallerGate gate, Assets assets, RouteCaller api, NodeAccess node, String cluster) {
        this.gate = gate;
        this.assets = assets;
        this.status = new LiveStatus(api, node);
        this.pages = new Pages(api, node, cluster, assets, status);
        this.changes = new Changes(api);
    }

    /**
     * Listens, and serves until closed.
     *
     * @param routes of the API, which every page and every change goes through
     * @throws IOException in one line, as {@link HttpsServer#start}
     */
    public static Console start(
            ListenerSettings settings, CallerGate gate, List<Route<?, ?>> routes, NodeAccess node, String cluster)
            throws IOException {
        Console console = new Console(gate, Assets.load(), new RouteCaller(routes), node, cluster);
        try {
            console.server = HttpsServer.start("console", settings, console::add);
            return console;
        } catch (IOException e) {
            console.status.close();
            throw e;
        }
    }

    /** The port it listens on. */
    public int port() {
        return server == null ? 0 : server.port();
    }

    private void add(JavalinConfig config) {
        config.routes.addHttpHandler(HandlerType.GET, "/assets/{digest}/{name}", this::asset);
        config.routes.addHttpHandler(HandlerType.GET, SIGN_IN, this::signInPage);
        config.routes.addHttpHandler(HandlerType.POST, SIGN_IN, this::signIn);
        config.routes.addHttpHandler(
                HandlerType.POST, "/sign-out", context -> change(context, visit -> signOut(context)));
        config.routes.addHttpHandler(HandlerType.GET, "/events", this::events);
        pages.all()
                .forEach((path, page) -> config.routes.addHttpHandler(
                        HandlerType.GET, path, context -> page(context, visit -> page.render(visit, context))));
        changes.all()
                .forEach(change -> config.routes.addHttpHandler(
                        HandlerType.POST,
                        change.path(),
                        context -> change(context, visit -> changes.make(change, visit, context.pathParamMap()))));
        config.routes.error(404, context -> page(context, visit -> pages.notFound(visit)));
        config.routes.error(405, context -> page(context, visit -> pages.notFound(visit)));
        config.routes.exception(RuntimeException.class, this::failed);
    }

    private void failed(RuntimeException failure, Context context) {
        LOG.error("a request of the console failed: {} {}", context.method(), context.path(), failure);
        headers(context);
        context.status(500).contentType("text/plain").result("A defect of this program. The node's log says more.");
    }

    private void asset(Context context) {
        Optional<Assets.Asset> asset = assets.at(context.path());
        headers(context);
        if (asset.isEmpty()) {
            context.status(404).contentType("text/plain").result("There is no such file.");
            return;
        }
        context.header("Cache-Control", "public, max-age=31536000, immutable");
        context.contentType(asset.get().contentType()).result(asset.get().bytes());
    }

    private static void headers(Context context) {
        SecurityHeaders.OF_PAGES.forEach(context::header);
    }

    private static void html(Context context, Page page) {
        headers(context);
        context.status(page.status()).contentType("text/html; charset=utf-8").result(page.html());
    }

    /** Whoever has signed in, if the certificate shown now is still that operator's. */
    private Optional<Visit> visit(Context context, boolean keepsAlive) {
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

    private void page(Context context, Function<Visit, Page> render) {
        Optional<Visit> visit = visit(context, true);
        if (visit.isEmpty()) {
            toSignIn(context);
            return;
        }
        html(context, render.apply(visit.get()));
    }

    private static void toSignIn(Context context) {
        headers(context);
        if (context.header("HX-Request") == null) {
            context.redirect(SIGN_IN, HttpStatus.SEE_OTHER);
        } else {
            context.header("HX-Redirect", SIGN_IN).status(200);
        }
    }

    private void signInPage(Context context) {
        if (visit(context, true).isPresent()) {
            headers(context);
            context.redirect("/", HttpStatus.SEE_OTHER);
            return;
        }
        html(context, pages.signIn(shown(context), Optional.empty()));
    }

    /** What the sign-in page says about the certificate that the browser showed. */
    private Pages.Shown shown(Context context) {
        return switch (gate.identify(chain(context.req()), Optional.empty())) {
            case Decision.Anonymous _ -> Pages.Shown.NOTHING;
            case Decision.Refused(Refusal refusal) -> {
                LOG.warn("sign-in from {} refused: {}, {}", context.ip(), refusal.reason(), refusal.detail());
                yield Pages.Shown.REFUSED;
            }
            case Decision.Known(Operator operator) -> new Pages.Shown(Optional.of(operator), false);
        };
    }

    /** Always a new session with a new token, whatever the browser brought along. */
    private void signIn(Context context) {
        Pages.Shown shown = shown(context);
        Optional<Operator> operator = isFromHere(context) ? shown.operator() : Optional.empty();
        Optional<SessionToken> opened = operator.flatMap(sessions::open);
        if (opened.isEmpty()) {
            html(
                    context,
                    pages.signIn(
                            shown,
                            Optional.of(operator.isPresent() ? "Too many sessions are open." : Refusal.MESSAGE)));
            return;
        }
        end(context);
        try (SessionToken token = opened.get()) {
            LOG.info("{} signed in at the console from {}", operator.get().id(), context.ip());
            cookie(context, token.text(), ConsoleSessions.LONGEST.toSeconds());
        }
        headers(context);
        context.redirect("/", HttpStatus.SEE_OTHER);
    }

    private String signOut(Context context) {
        end(context);
        cookie(context, "", 0);
        return SIGN_IN;
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

    private record Ended(ConsoleSession session, ConsoleSession.OpenToken token) {}

    private static void cookie(Context context, String value, long seconds) {
        context.res()
                .addHeader(
                        "Set-Cookie",
                        COOKIE + "=" + value + "; Path=/; Max-Age=" + seconds + "; Secure; HttpOnly; SameSite=Strict");
    }

    /** Carries out what a form of this console's own asks for, and goes on at the page it answers. */
    private void change(Context context, Function<Visit, String> make) throws IOException {
        Optional<Visit> visit = visit(context, true);
        if (visit.isEmpty()) {
            toSignIn(context);
            return;
        }
        byte[] body;
        try (InputStream in = context.bodyInputStream()) {
            body = in.readNBytes(MAX_FORM_BYTES + 1);
        }
        boolean fits = body.length <= MAX_FORM_BYTES;
        try (Form form = (fits ? Form.read(body) : Optional.<Form>empty()).orElseGet(Form::new)) {
            Arrays.fill(body, (byte) 0);
            if (!isFromHere(context) || !carries(form, visit.get().session().formToken())) {
                LOG.warn(
                        "a form of {} was not this console's own",
                        visit.get().operator().id());
                html(context, pages.refusedForm(visit.get()));
                return;
            }
            headers(context);
            context.redirect(make.apply(visit.get().with(form)), HttpStatus.SEE_OTHER);
        }
    }

    private static boolean carries(Form form, String token) {
        return MessageDigest.isEqual(
                form.text(Changes.FORM_TOKEN).getBytes(StandardCharsets.UTF_8), token.getBytes(StandardCharsets.UTF_8));
    }

    /** Browsers say where a form comes from. */
    private static boolean isFromHere(Context context) {
        int port = context.req().getServerPort();
        String here = "https://" + context.req().getServerName() + (port == HTTPS_PORT ? "" : ":" + port);
        return here.equals(context.header("Origin"));
    }

    private void events(Context context) throws IOException {
        if (visit(context, true).isEmpty()) {
            headers(context);
            context.status(401).contentType("text/plain").result("Nobody is signed in.");
            return;
        }
        headers(context);
        status.stream(context, () -> visit(context, false), pages::live);
    }

    @Override
    public void close() {
        status.close();
        if (server != null) {
            server.close();
        }
    }
}
