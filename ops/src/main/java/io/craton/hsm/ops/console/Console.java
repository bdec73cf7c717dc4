package io.craton.hsm.ops.console;

import io.craton.hsm.auth.state.OperatorState.OperatorStateUnavailableException;
import io.craton.hsm.ops.api.NodeAccess;
import io.craton.hsm.ops.api.Route;
import io.craton.hsm.ops.http.HttpsServer;
import io.craton.hsm.ops.http.ListenerSettings;
import io.craton.hsm.ops.http.RouteCaller;
import io.craton.hsm.ops.http.SessionGate;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The console's listener: which page answers, and which change a form asks for, of whoever has signed in. Thread-safe. */
public final class Console implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Console.class);

    private final Assets assets;
    private final PageWriter writer;
    private final Pages pages;
    private final Changes changes;
    private final Entrance entrance;
    private final SignInSteps signIn;
    private final LiveStatus status;

    /** Set once, before the console is handed out. */
    private @Nullable HttpsServer server;

    private Console(SessionGate gate, Assets assets, RouteCaller api, NodeAccess node, String cluster) {
        this.assets = assets;
        this.status = new LiveStatus(api, node);
        this.writer = new PageWriter(node, cluster, assets);
        this.pages = new Pages(api, writer, status);
        this.changes = new Changes(api);
        this.entrance = new Entrance(gate, node, changes);
        this.signIn = new SignInSteps(gate, node, entrance, new SignInPages(writer));
    }

    /**
     * Listens, and serves until closed.
     *
     * @param routes of the API, which every page and every change goes through
     * @throws IOException in one line, as {@link HttpsServer#start}
     */
    public static Console start(
            ListenerSettings settings, SessionGate gate, List<Route<?, ?>> routes, NodeAccess node, String cluster)
            throws IOException {
        Console console = new Console(gate, Assets.load(), new RouteCaller(routes), node, cluster);
        try {
            console.server = HttpsServer.start("console", settings, console::add);
            return console;
        } catch (IOException e) {
            console.status.close();
            console.entrance.close();
            throw e;
        }
    }

    /** The port it listens on. */
    public int port() {
        return server == null ? 0 : server.port();
    }

    private void add(JavalinConfig config) {
        config.routes.addHttpHandler(HandlerType.GET, "/assets/{digest}/{name}", this::asset);
        addSignIn(config);
        config.routes.addHttpHandler(
                HandlerType.POST, "/sign-out", context -> change(context, visit -> entrance.signOut(context)));
        config.routes.addHttpHandler(HandlerType.GET, "/events", this::events);
        pages.all()
                .forEach((path, page) -> config.routes.addHttpHandler(
                        HandlerType.GET,
                        path,
                        context -> page(context, visit -> page.render(visit, Asked.of(context)))));
        changes.all()
                .forEach(change -> config.routes.addHttpHandler(
                        HandlerType.POST,
                        change.path(),
                        context -> change(context, visit -> changes.make(change, visit, context.pathParamMap()))));
        config.routes.error(404, context -> page(context, writer::notFound));
        config.routes.error(405, context -> page(context, writer::notFound));
        config.routes.exception(
                OperatorStateUnavailableException.class,
                (_, context) -> Response.text(context, 503, "No majority of nodes answers. Nothing was changed here."));
        config.routes.exception(RuntimeException.class, this::failed);
    }

    private void addSignIn(JavalinConfig config) {
        String provider = Response.SIGN_IN + "/oidc/{provider}";
        config.routes.addHttpHandler(HandlerType.GET, Response.SIGN_IN, signIn::ways);
        config.routes.addHttpHandler(HandlerType.POST, Response.SIGN_IN + "/password", signIn::password);
        config.routes.addHttpHandler(HandlerType.POST, Response.SIGN_IN + "/certificate", signIn::certificate);
        config.routes.addHttpHandler(HandlerType.POST, Response.SIGN_IN + "/code", signIn::code);
        config.routes.addHttpHandler(HandlerType.POST, Response.SIGN_IN + "/enrolment", signIn::enrolment);
        config.routes.addHttpHandler(HandlerType.POST, provider, signIn::provider);
        config.routes.addHttpHandler(HandlerType.GET, provider + "/return", signIn::back);
    }

    private void failed(RuntimeException failure, Context context) {
        LOG.error("a request of the console failed: {} {}", context.method(), context.path(), failure);
        Response.text(context, 500, "A defect of this program. The node's log says more.");
    }

    private void asset(Context context) {
        Optional<Assets.Asset> asset = assets.at(context.path());
        if (asset.isEmpty()) {
            Response.text(context, 404, "There is no such file.");
            return;
        }
        Response.headers(context);
        context.header("Cache-Control", "public, max-age=31536000, immutable");
        context.contentType(asset.get().contentType()).result(asset.get().bytes());
    }

    private void page(Context context, Function<Visit, Page> render) {
        entrance.visit(context, true)
                .ifPresentOrElse(
                        visit -> Response.html(context, render.apply(visit)), () -> Response.toSignIn(context));
    }

    /** Carries out what a form of this console's own asks for, and goes on at the page it answers. */
    private void change(Context context, Function<Visit, String> make) throws IOException {
        Optional<Visit> visit = entrance.visit(context, true);
        if (visit.isEmpty()) {
            Response.toSignIn(context);
            return;
        }
        try (Form form = FormGate.read(context).orElseGet(Form::new)) {
            if (FormGate.lets(context, form, visit.get().session().formToken())) {
                Response.goOn(context, make.apply(visit.get().with(form)));
            } else {
                LOG.warn(
                        "a form of {} was not this console's own",
                        visit.get().operator().id());
                Response.html(context, writer.refusedForm(visit.get()));
            }
        }
    }

    private void events(Context context) throws IOException {
        if (entrance.visit(context, true).isEmpty()) {
            Response.text(context, 401, "Nobody is signed in.");
            return;
        }
        Response.headers(context);
        status.stream(context, () -> entrance.visit(context, false), pages::live);
    }

    @Override
    public void close() {
        status.close();
        entrance.close();
        if (server != null) {
            server.close();
        }
    }
}
