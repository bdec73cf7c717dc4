package io.craton.hsm.ops.console;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Addresses of the next page of a list. */
public final class Query {
    private Query() {}

    public static String of(String path, Map<String, String> query, String cursor) {
        Map<String, String> all = new TreeMap<>(query);
        all.remove("limit");
        all.put("cursor", cursor);
        return all.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&", path + "?", ""));
    }
}
