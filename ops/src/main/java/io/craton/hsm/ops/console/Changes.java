package io.craton.hsm.ops.console;

import com.fasterxml.jackson.databind.JsonNode;
import io.craton.hsm.ops.api.Route.Method;
import io.craton.hsm.ops.console.ConsoleSession.OpenToken;
import io.craton.hsm.ops.console.Frame.Notice;
import io.craton.hsm.ops.http.RouteCaller;
import io.craton.hsm.ops.http.RouteCaller.Reply;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Every change a page offers: each is a form, and a request to the API under the operator's name. Thread-safe. */
final class Changes {
    private static final String TOKEN_SESSION = "token-session";

    /**
     * @param path where the form is sent
     * @param route what is asked of the API; its variable parts have the same names
     * @param fields of the form that make up the body
     * @param plain of these, the ones that are no text in JSON
     * @param next where the browser goes on
     * @param done what it is told there; empty where the answer says it
     */
    record Change(
            String path,
            Method method,
            String route,
            List<String> fields,
            List<String> plain,
            String next,
            String done) {
        Change with(List<String> theFields, List<String> thePlain) {
            return new Change(path, method, route, theFields, thePlain, next, done);
        }
    }

    private static final String OPEN = "/slots/{slot}/open";
    private static final String LEAVE = "/objects/leave";

    private static final List<Change> ALL = List.of(
            change(
                            "/nodes/{node}/drain",
                            Method.PUT,
                            "/api/v1/nodes/{node}/drain",
                            "/nodes",
                            "The node leads nothing from now on, or leads again.")
                    .with(List.of("draining"), List.of("draining")),
            change(
                            "/groups/{group}/leader",
                            Method.PUT,
                            "/api/v1/groups/{group}/leader",
                            "/nodes",
                            "Leadership was handed over.")
                    .with(List.of("node"), List.of()),
            change(
                            "/slots/{slot}/initialise",
                            Method.POST,
                            "/api/v1/slots/{slot}/token",
                            "/slots/{slot}",
                            "The token is initialised.")
                    .with(List.of("label", "soPin"), List.of()),
            change(
                            "/slots/{slot}/user-pin",
                            Method.PUT,
                            "/api/v1/slots/{slot}/user-pin",
                            "/slots/{slot}",
                            "The user PIN is set.")
                    .with(List.of("soPin", "newPin"), List.of()),
            change(
                    "/slots/{slot}/applications/{application}/evict",
                    Method.DELETE,
                    "/api/v1/slots/{slot}/applications/{application}",
                    "/sessions?slot={slot}",
                    "The application was evicted: its sessions are closed and it is logged out."),
            change(
                    "/slots/{slot}/sessions/{session}/close",
                    Method.DELETE,
                    "/api/v1/slots/{slot}/sessions/{session}",
                    "/sessions?slot={slot}",
                    "The session is closed."),
            change(OPEN, Method.POST, "/api/v1/slots/{slot}/sessions", "/objects", "The token is open for you.")
                    .with(List.of("pin"), List.of()),
            change(
                    LEAVE,
                    Method.DELETE,
                    "/api/v1/token-sessions/{token-session}",
                    "/objects",
                    "You have left the token."),
            change(
                            "/objects/make",
                            Method.POST,
                            "/api/v1/token-sessions/{token-session}/keys",
                            "/objects",
                            "The key is made.")
                    .with(List.of("type", "label", "id", "bits", "curve"), List.of("bits")),
            change(
                    "/objects/{object}/destroy",
                    Method.DELETE,
                    "/api/v1/token-sessions/{token-session}/objects/{object}",
                    "/objects",
                    "The object is destroyed. No node uses it any more."),
            change(
                    "/providers/{provider}/test",
                    Method.POST,
                    "/api/v1/operators/providers/{provider}/test",
                    "/operators",
                    "The provider works."),
            operator("unlock"),
            operator("allow-enrolment"),
            operator("reset-second-factor"),
            operator("end-sessions"));

    /** An officer's act; the API's answer says what came of it. */
    private static Change operator(String act) {
        return change("/operators/" + act, Method.POST, "/api/v1/operators/" + act, "/operators", "")
                .with(List.of("provider", "name", "hours"), List.of("hours"));
    }

    private static Change change(String path, Method method, String route, String next, String done) {
        return new Change(path, method, route, List.of(), List.of(), next, done);
    }

    private final RouteCaller api;

    Changes(RouteCaller api) {
        this.api = api;
    }

    List<Change> all() {
        return ALL;
    }

    /** Makes the change, and answers where the browser goes on; what came of it is told there. */
    String make(Change change, Visit visit, Map<String, String> parameters) {
        Reply reply = api.ask(
                visit.caller(),
                change.method(),
                change.route(),
                parametersOf(visit, parameters),
                Map.of(),
                visit.form().json(change.fields(), change.plain()));
        visit.session().tell(notice(change, reply));
        if (change.path().equals(OPEN)) {
            reply.answer().ifPresent(value -> opened(visit, parameters, value));
        }
        if (change.path().equals(LEAVE)) {
            var _ = visit.session().use(Optional.empty());
        }
        String next = change.next();
        for (Map.Entry<String, String> parameter : parameters.entrySet()) {
            next = next.replace(
                    "{" + parameter.getKey() + "}", parameter.getValue().replaceAll("[^A-Za-z0-9-]", ""));
        }
        return next;
    }

    private static Notice notice(Change change, Reply reply) {
        return switch (reply) {
            case Reply.Answered(JsonNode value) -> {
                String words = value.path("words").asText("");
                if (!value.path("ok").asBoolean(true)) {
                    yield new Notice(false, "The check failed", words);
                }
                yield change.done().isEmpty() ? new Notice(true, words, "") : new Notice(true, change.done(), words);
            }
            case Reply.Refused it ->
                new Notice(
                        false,
                        it.title(),
                        it.detail() + (it.requestId().isEmpty() ? "" : " (request " + it.requestId() + ")"));
        };
    }

    private void opened(Visit visit, Map<String, String> parameters, JsonNode value) {
        visit.session()
                .use(Optional.of(new OpenToken(
                        parameters.getOrDefault("slot", ""),
                        value.path("tokenSession").asText(),
                        value.hasNonNull("login"))))
                .ifPresent(before -> leave(visit.caller(), before));
    }

    private static Map<String, String> parametersOf(Visit visit, Map<String, String> parameters) {
        Map<String, String> all = new HashMap<>(parameters);
        visit.session().token().ifPresent(token -> all.put(TOKEN_SESSION, token.tokenSession()));
        all.putIfAbsent(TOKEN_SESSION, "none");
        return all;
    }

    /** Ends a token session that its operator has left behind. One that is over already is as well. */
    void leave(RouteCaller.Caller caller, OpenToken token) {
        var _ = api.ask(
                caller,
                Method.DELETE,
                "/api/v1/token-sessions/{token-session}",
                Map.of(TOKEN_SESSION, token.tokenSession()),
                Map.of(),
                new byte[0]);
    }
}
