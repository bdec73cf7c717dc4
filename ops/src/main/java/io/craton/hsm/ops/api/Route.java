package io.craton.hsm.ops.api;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One thing the API can be asked, declared as data: the listener, the permission check, the OpenAPI document and the tests all read it.
 *
 * @param path variable parts in braces
 * @param request a record: of the query for GET and DELETE, of the JSON body otherwise
 * @param response what it answers, written as JSON unless it is a {@link Text}
 * @param summary one line of the OpenAPI document
 * @param status of an answer that is no refusal
 */
public record Route<Q extends Record, R>(
        Method method,
        String path,
        Access access,
        Class<Q> request,
        Class<R> response,
        String summary,
        Handler<Q, R> handler,
        int status) {
    private static final Pattern VARIABLE = Pattern.compile("\\{([a-z-]+)}");

    /** Answers 200. */
    public Route(
            Method method,
            String path,
            Access access,
            Class<Q> request,
            Class<R> response,
            String summary,
            Handler<Q, R> handler) {
        this(method, path, access, request, response, summary, handler, 200);
    }

    /** A request without any field. */
    public record Nothing() {}

    /** A request whose body is a form ({@code application/x-www-form-urlencoded}) rather than JSON; fields it does not name are passed over. */
    public interface FormEncoded {}

    /** What a change answers that has nothing to say. */
    public record Done() {
        public static final Done DONE = new Done();
    }

    /** An answer that is not JSON. */
    public record Text(String contentType, String text) {}

    public enum Method {
        GET,
        POST,
        PUT,
        DELETE;

        /** Whether the request stands in the body. */
        public boolean hasBody() {
            return this == POST || this == PUT;
        }

        /** Whether it may change something. */
        public boolean changes() {
            return this != GET;
        }
    }

    @FunctionalInterface
    public interface Handler<Q, R> {
        /** Blocks at most until the call's deadline. */
        Answer<R> handle(ApiCall<Q> call);
    }

    /** Whether the body is a form. */
    public boolean isForm() {
        return FormEncoded.class.isAssignableFrom(request);
    }

    /** The content type that a body has to have. */
    public String bodyType() {
        return isForm() ? "application/x-www-form-urlencoded" : "application/json";
    }

    /** The names of the path's variable parts, in order. */
    public List<String> variables() {
        return VARIABLE.matcher(path).results().map(found -> found.group(1)).toList();
    }

    /** A name for the OpenAPI document: method and path without punctuation. */
    public String operationId() {
        Matcher word = Pattern.compile("[a-z0-9]+").matcher(path.replace("/api/v1", ""));
        StringBuilder name = new StringBuilder(method.name().toLowerCase(Locale.ROOT));
        while (word.find()) {
            name.append(Character.toUpperCase(word.group().charAt(0)))
                    .append(word.group().substring(1));
        }
        return name.toString();
    }
}
