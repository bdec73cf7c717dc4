package io.craton.hsm.ops.console;

import io.javalin.http.Context;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a browser asks of a page.
 *
 * @param path the variable parts of the path, by name
 * @param query the first value of each name
 * @param part whether only what changes is wanted: htmx asks so for the next entries of a list, and while somebody types
 */
record Asked(Map<String, String> path, Map<String, String> query, boolean part) {
    static Asked of(Context context) {
        return new Asked(
                context.pathParamMap(),
                context.queryParamMap().entrySet().stream()
                        .filter(entry -> !entry.getValue().isEmpty())
                        .collect(Collectors.toMap(
                                Map.Entry::getKey, entry -> entry.getValue().getFirst())),
                isPart(context));
    }

    static boolean isPart(Context context) {
        return context.header("HX-Request") != null;
    }

    /** The variable part of the path. */
    String inPath(String name) {
        String value = path.get(name);
        if (value == null) {
            throw new IllegalArgumentException("the page has no parameter " + name);
        }
        return value;
    }

    /** What the query says of it, unless that is nothing. */
    Optional<String> inQuery(String name) {
        return Optional.ofNullable(query.get(name)).filter(value -> !value.isEmpty());
    }
}
