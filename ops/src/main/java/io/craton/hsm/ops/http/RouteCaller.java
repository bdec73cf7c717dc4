package io.craton.hsm.ops.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.craton.hsm.auth.Operator;
import io.craton.hsm.ops.api.ProblemKind;
import io.craton.hsm.ops.api.Route;
import io.craton.hsm.ops.api.Route.Method;
import io.craton.hsm.ops.http.CallerGate.Decision;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Asks the routes of the API from within this process, for an operator who has signed in elsewhere: with the same permissions, limits, forms
 * and log as over the wire. Thread-safe.
 */
public final class RouteCaller {
    private static final ScopedValue<Operator> CALLER = ScopedValue.newInstance();
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, Route<?, ?>> routes = new HashMap<>();
    private final Dispatcher dispatcher = new Dispatcher((_, _) -> new Decision.Known(CALLER.get()));

    public RouteCaller(List<Route<?, ?>> routes) {
        routes.forEach(route -> this.routes.put(key(route.method(), route.path()), route));
    }

    private static String key(Method method, String path) {
        return method + " " + path;
    }

    /** Who asks, from what address. */
    public record Caller(Operator operator, String source) {}

    /** What came back. */
    public sealed interface Reply {
        record Answered(JsonNode value) implements Reply {}

        /** @param requestId names the request in the node's log */
        record Refused(int status, String title, String detail, String requestId) implements Reply {}

        default Optional<JsonNode> answer() {
            return this instanceof Answered(JsonNode value) ? Optional.of(value) : Optional.empty();
        }
    }

    public boolean offers(Method method, String path) {
        return routes.containsKey(key(method, path));
    }

    /**
     * @param path as the route declares it, with variable parts in braces
     * @param body JSON, wiped; ignored by routes that take none
     */
    public Reply ask(
            Caller caller,
            Method method,
            String path,
            Map<String, String> parameters,
            Map<String, String> query,
            byte[] body) {
        Route<?, ?> route = routes.get(key(method, path));
        if (route == null) {
            return reply(dispatcher.unknown(caller.source(), ProblemKind.NOT_FOUND, "This node does not offer it."));
        }
        ApiRequest request = new ApiRequest(
                caller.source(),
                List.of(),
                Optional.empty(),
                Optional.of("application/json"),
                Optional.empty(),
                parameters,
                query.entrySet().stream()
                        .collect(Collectors.toMap(Map.Entry::getKey, entry -> List.of(entry.getValue()))),
                body);
        return reply(ScopedValue.where(CALLER, caller.operator()).call(() -> dispatcher.serve(route, request)));
    }

    /** A question without a query or with one. */
    public Reply get(Caller caller, String path, Map<String, String> parameters, Map<String, String> query) {
        return ask(caller, Method.GET, path, parameters, query, new byte[0]);
    }

    private static Reply reply(ApiResponse response) {
        try {
            JsonNode value = JSON.readTree(response.body());
            // A health check that fails answers with another status, and with what it has to say.
            return response.status() < 300 || !response.contentType().startsWith("application/problem+json")
                    ? new Reply.Answered(value)
                    : new Reply.Refused(
                            response.status(),
                            value.path("title").asText(),
                            value.path("detail").asText(),
                            response.headers().getOrDefault("X-Request-Id", ""));
        } catch (IOException e) {
            throw new UncheckedIOException("the API answered with something else than JSON", e);
        }
    }
}
