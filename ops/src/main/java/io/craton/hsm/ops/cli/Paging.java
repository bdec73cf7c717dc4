package io.craton.hsm.ops.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.craton.hsm.ops.ExitCode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of commands that print lists, and the way through the API's pages. */
final class Paging {
    private static final int PAGE = 1_000;
    private static final int MAX_LIMIT = 250_000;

    @Option(names = "--limit", paramLabel = "N", description = "Entries at most; default ${DEFAULT-VALUE}.")
    private int limit = PAGE;

    @Option(names = "--cursor", paramLabel = "TEXT", description = "Go on where an earlier list ended.")
    private @Nullable String cursor;

    /** Pages put together until the limit: the API's document, with {@code next} where there is more. */
    JsonNode all(AdminClient client, String path, String query, String list) throws CliException {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw new CliException(ExitCode.USAGE, "--limit is between 1 and " + MAX_LIMIT);
        }
        ObjectNode whole = JsonNodeFactory.instance.objectNode();
        ArrayNode entries = whole.putArray(list);
        @Nullable String next = cursor;
        do {
            JsonNode page = client.get(path + "?limit=" + Math.min(PAGE, limit - entries.size())
                    + (query.isEmpty() ? "" : "&" + query)
                    + (next == null ? "" : "&cursor=" + AdminCommand.encoded(next)));
            page.path(list).forEach(entries::add);
            next = page.hasNonNull("next") ? page.get("next").asText() : null;
        } while (next != null && entries.size() < limit);
        if (next != null) {
            whole.put("next", next);
        }
        return whole;
    }

    /** Tells people that the list was cut off. */
    void noteRest(AdminCommand command, JsonNode whole) {
        if (whole.hasNonNull("next")) {
            command.note("There is more: --cursor " + whole.get("next").asText());
        }
    }
}
