package io.craton.hsm.ops.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import io.craton.hsm.auth.Operator;
import io.craton.hsm.auth.Permission;
import io.craton.hsm.auth.PermissionTable;
import io.craton.hsm.auth.Role;
import io.craton.hsm.ops.api.NodeAccess;
import io.craton.hsm.ops.console.ConsoleSession.OpenToken;
import io.craton.hsm.ops.console.Frame.Notice;
import io.craton.hsm.ops.console.Frame.Section;
import io.craton.hsm.ops.http.RouteCaller;
import io.craton.hsm.ops.http.RouteCaller.Reply;
import io.javalin.http.Context;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** What each page shows: answers of the API, put into a template. Thread-safe. */
final class Pages {
    private static final int PAGE_LIMIT = 50;

    @FunctionalInterface
    interface Renderer {
        Page render(Visit visit, Context context);
    }

    /**
     * What the certificate of a browser that has not signed in came to.
     *
     * @param refused whether it showed one, and not an operator's
     */
    record Shown(Optional<Operator> operator, boolean refused) {
        static final Shown NOTHING = new Shown(Optional.empty(), false);
        static final Shown REFUSED = new Shown(Optional.empty(), true);
    }

    private final TemplateEngine templates = TemplateEngine.createPrecompiled(ContentType.Html);
    private final RouteCaller api;
    private final NodeAccess node;
    private final String cluster;
    private final Assets assets;
    private final LiveStatus status;

    Pages(RouteCaller api, NodeAccess node, String cluster, Assets assets, LiveStatus status) {
        this.api = api;
        this.node = node;
        this.cluster = cluster;
        this.assets = assets;
        this.status = status;
    }

    /** By path. */
    Map<String, Renderer> all() {
        Map<String, Renderer> pages = new LinkedHashMap<>();
        pages.put("/", (visit, _) -> dashboard(visit));
        pages.put("/nodes", (visit, _) -> nodes(visit));
        pages.put("/slots", (visit, _) -> slots(visit));
        pages.put("/slots/{slot}", (visit, context) -> slot(visit, context.pathParam("slot")));
        pages.put("/objects", this::objects);
        pages.put("/objects/{object}", (visit, context) -> object(visit, context.pathParam("object")));
        pages.put("/sessions", this::sessions);
        pages.put("/mechanisms", (visit, _) -> mechanisms(visit));
        pages.put("/self-tests", (visit, _) -> selfTests(visit));
        pages.put("/operators", (visit, _) -> operators(visit));
        return pages;
    }

    private String html(String template, Map<String, Object> values) {
        StringOutput out = new StringOutput();
        templates.render(template, values, out);
        return out.toString();
    }

    private Frame frame(Visit visit, Section section, String title, String commandLine) {
        return new Frame(
                section,
                title,
                commandLine,
                cluster,
                node.self().node(),
                visit.operator(),
                visit.session().formToken(),
                visit.session().takeNotice(),
                assets);
    }

    private Page page(String template, Frame frame, Map<String, Object> values) {
        Map<String, Object> all = new HashMap<>(values);
        all.put("frame", frame);
        return Page.of(html(template, all));
    }

    /** The answer, or a page that says why there is none. */
    private Page answered(Reply reply, Frame frame, Function<JsonNode, Page> page) {
        return switch (reply) {
            case Reply.Answered(JsonNode value) -> page.apply(value);
            case Reply.Refused it -> refused(frame, it);
        };
    }

    private Page refused(Frame frame, Reply.Refused it) {
        return new Page(
                it.status(),
                html(
                        "refused.jte",
                        Map.of("frame", frame, "title", it.title(), "detail", it.detail(), "request", it.requestId())));
    }

    Page signIn(Shown shown, Optional<String> problem) {
        return new Page(
                problem.isPresent() ? 403 : 200,
                html(
                        "sign-in.jte",
                        Map.of(
                                "cluster",
                                cluster,
                                "node",
                                node.self().node(),
                                "assets",
                                assets,
                                "operator",
                                shown.operator(),
                                "refused",
                                shown.refused(),
                                "problem",
                                problem)));
    }

    Page notFound(Visit visit) {
        return refused(
                frame(visit, Section.DASHBOARD, "Not here", "craton-admin --help"),
                new Reply.Refused(404, "There is no such page", "The navigation leads to every page there is.", ""));
    }

    Page refusedForm(Visit visit) {
        return refused(
                frame(visit, Section.DASHBOARD, "Refused", "craton-admin --help"),
                new Reply.Refused(
                        403,
                        "Nothing was changed",
                        "The form was not one of this session, or it was too large. Load the page again and send it once more.",
                        ""));
    }

    private Page dashboard(Visit visit) {
        Frame frame = frame(visit, Section.DASHBOARD, "Dashboard", "craton-admin status");
        return page("dashboard.jte", frame, Map.of("live", live(status.now(visit.caller()))));
    }

    /** The part of the dashboard that is sent again every second. */
    String live(LiveStatus.Now now) {
        return switch (now.cluster()) {
            case Reply.Answered(JsonNode value) ->
                html(
                        "live.jte",
                        Map.of(
                                "cluster",
                                value,
                                "sealed",
                                now.sealed().orElse(MissingNode.getInstance()),
                                "uses",
                                now.uses()));
            case Reply.Refused it -> html("away.jte", Map.of("title", it.title(), "detail", it.detail()));
        };
    }

    private Page nodes(Visit visit) {
        Frame frame = frame(visit, Section.NODES, "Nodes", "craton-admin cluster status");
        return answered(
                api.get(visit.caller(), "/api/v1/cluster", Map.of(), Map.of()),
                frame,
                value -> page("nodes.jte", frame, Map.of("cluster", value)));
    }

    private Page slots(Visit visit) {
        Frame frame = frame(visit, Section.TOKENS, "Tokens", "craton-admin token list");
        return answered(
                api.get(visit.caller(), "/api/v1/slots", Map.of(), Map.of()),
                frame,
                value -> page("slots.jte", frame, Map.of("slots", value.path("slots"))));
    }

    private Page slot(Visit visit, String slot) {
        Frame frame = frame(visit, Section.TOKENS, "Slot " + slot, "craton-admin token list");
        return answered(
                api.get(visit.caller(), "/api/v1/slots/{slot}", Map.of("slot", slot), Map.of()),
                frame,
                value -> page("slot.jte", frame, Map.of("slot", value)));
    }

    private Page objects(Visit visit, Context context) {
        Frame frame = frame(
                visit,
                Section.OBJECTS,
                "Objects",
                "craton-admin object list --slot "
                        + visit.session().token().map(OpenToken::slot).orElse("0"));
        if (!visit.operator().may(Permission.MANAGE_OBJECTS)) {
            return refused(
                    frame,
                    new Reply.Refused(
                            403,
                            "The roles of this operator do not allow it",
                            "This takes a role that may " + Permission.MANAGE_OBJECTS.meaning() + ".",
                            ""));
        }
        Optional<OpenToken> token = visit.session().token();
        if (token.isEmpty()) {
            return answered(
                    api.get(visit.caller(), "/api/v1/slots", Map.of(), Map.of()),
                    frame,
                    value -> page(
                            "open-token.jte",
                            frame,
                            Map.of("slots", value.path("slots"), "ready", initialized(value.path("slots")))));
        }
        Map<String, String> query = new HashMap<>();
        query.put("limit", String.valueOf(PAGE_LIMIT));
        for (String name : List.of("labelPart", "objectClass", "keyType", "cursor")) {
            String value = context.queryParam(name);
            if (value != null && !value.isEmpty()) {
                query.put(name, value);
            }
        }
        Reply reply = api.get(
                visit.caller(),
                "/api/v1/token-sessions/{token-session}/objects",
                Map.of("token-session", token.get().tokenSession()),
                query);
        if (reply instanceof Reply.Refused it && it.status() == 404) {
            var _ = visit.session().use(Optional.empty());
            visit.session().tell(new Notice(false, "Your session with the token has ended", "Open the token again."));
            return objects(visit, context);
        }
        // htmx asks for the rows alone: for the next page of a list, and while somebody types.
        String template = context.header("HX-Request") == null ? "objects.jte" : "object-rows.jte";
        return answered(
                reply,
                frame,
                value -> page(
                        template,
                        frame,
                        Map.of(
                                "token",
                                token.get().slot(),
                                "loggedIn",
                                token.get().loggedIn(),
                                "found",
                                value,
                                "query",
                                query)));
    }

    private static long initialized(JsonNode slots) {
        return StreamSupport.stream(slots.spliterator(), false)
                .filter(slot -> slot.path("token").path("initialized").asBoolean())
                .count();
    }

    private Page object(Visit visit, String object) {
        Frame frame = frame(
                visit,
                Section.OBJECTS,
                "Object " + object,
                "craton-admin object search --slot "
                        + visit.session().token().map(OpenToken::slot).orElse("0"));
        String session = visit.session().token().map(OpenToken::tokenSession).orElse("none");
        return answered(
                api.get(
                        visit.caller(),
                        "/api/v1/token-sessions/{token-session}/objects/{object}",
                        Map.of("token-session", session, "object", object),
                        Map.of()),
                frame,
                value -> page("object.jte", frame, Map.of("object", value)));
    }

    private Page sessions(Visit visit, Context context) {
        String asked = context.queryParam("slot");
        String slot = asked == null ? "0" : asked;
        Frame frame = frame(visit, Section.SESSIONS, "Sessions", "craton-admin session list --slot " + slot);
        Map<String, String> in = Map.of("slot", slot);
        String cursor = context.queryParam("cursor");
        Map<String, String> query = cursor == null
                ? Map.of("limit", String.valueOf(PAGE_LIMIT))
                : Map.of("limit", String.valueOf(PAGE_LIMIT), "cursor", cursor);
        return answered(
                api.get(visit.caller(), "/api/v1/slots", Map.of(), Map.of()),
                frame,
                slots -> answered(
                        api.get(visit.caller(), "/api/v1/slots/{slot}/applications", in, Map.of("limit", "200")),
                        frame,
                        applications -> answered(
                                api.get(visit.caller(), "/api/v1/slots/{slot}/sessions", in, query),
                                frame,
                                sessions -> page(
                                        "sessions.jte",
                                        frame,
                                        Map.of(
                                                "slots",
                                                slots.path("slots"),
                                                "slot",
                                                slot,
                                                "applications",
                                                applications,
                                                "sessions",
                                                sessions)))));
    }

    private Page mechanisms(Visit visit) {
        Frame frame = frame(visit, Section.MECHANISMS, "Mechanisms", "curl … /api/v1/mechanisms");
        return answered(
                api.get(visit.caller(), "/api/v1/mechanisms", Map.of(), Map.of()),
                frame,
                value -> page("mechanisms.jte", frame, Map.of("mechanisms", value.path("mechanisms"))));
    }

    private Page selfTests(Visit visit) {
        Frame frame = frame(visit, Section.SELF_TESTS, "Self-tests", "craton-admin fips status");
        return answered(
                api.get(visit.caller(), "/api/v1/cluster", Map.of(), Map.of()),
                frame,
                value -> page("self-tests.jte", frame, Map.of("nodes", value.path("nodes"))));
    }

    private Page operators(Visit visit) {
        Frame frame = frame(visit, Section.OPERATORS, "Operators", "curl … /api/v1/operators/providers");
        Map<Permission, Set<Role>> table = new LinkedHashMap<>();
        for (Permission permission : Permission.values()) {
            table.put(
                    permission,
                    EnumSet.allOf(Role.class).stream()
                            .filter(role -> PermissionTable.allows(Set.of(role), permission))
                            .collect(Collectors.toCollection(() -> EnumSet.noneOf(Role.class))));
        }
        return page(
                "operators.jte",
                frame,
                Map.of(
                        "table",
                        table,
                        "providers",
                        api.get(visit.caller(), "/api/v1/operators/providers", Map.of(), Map.of())
                                .answer()
                                .orElse(MissingNode.getInstance())));
    }
}
