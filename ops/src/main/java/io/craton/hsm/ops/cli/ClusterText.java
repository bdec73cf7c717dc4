package io.craton.hsm.ops.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Comparator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The cluster's document for people. */
final class ClusterText {
    private ClusterText() {}

    static String overview(JsonNode cluster) {
        return heading(cluster)
                + System.lineSeparator()
                + nodes(cluster)
                + System.lineSeparator()
                + approvedOnly(cluster)
                + backends(cluster);
    }

    static String whole(JsonNode cluster) {
        return heading(cluster) + System.lineSeparator() + groups(cluster) + System.lineSeparator() + replicas(cluster);
    }

    private static String heading(JsonNode cluster) {
        JsonNode tolerance = cluster.path("failureTolerance");
        return PlainText.of("Cluster " + cluster.path("name").asText() + ": "
                        + (tolerance.path("quorum").asBoolean() ? "quorum, " : "NO QUORUM, ")
                        + tolerance.path("words").asText() + ". Answered by "
                        + cluster.path("answeredBy").asText() + ".")
                + System.lineSeparator();
    }

    private static String nodes(JsonNode cluster) {
        TextTable table = new TextTable("NODE", "STATE", "VERSION", "UP", "LEADS", "LAG", "CERTIFICATE UNTIL");
        for (JsonNode node : cluster.path("nodes")) {
            table.row(
                    node.path("name").asText(),
                    state(node),
                    node.path("version").asText(),
                    node.has("uptimeSeconds")
                            ? duration(node.path("uptimeSeconds").asLong())
                            : "",
                    joined(node.path("leads")),
                    node.path("answers").asBoolean() ? String.valueOf(lag(node)) : "",
                    until(node));
        }
        return table.toString();
    }

    static String state(JsonNode node) {
        if (!node.path("answers").asBoolean()) {
            return "silent since " + node.path("lastContact").asText("its start");
        }
        if (node.path("draining").asBoolean()) {
            return "draining";
        }
        return node.path("serving").asBoolean() ? "serving" : "waiting";
    }

    private static long lag(JsonNode node) {
        return stream(node.path("groups"))
                .mapToLong(group -> group.path("lagEntries").asLong())
                .max()
                .orElse(0);
    }

    private static String until(JsonNode node) {
        return stream(node.path("certificates"))
                .map(certificate -> certificate.path("notAfter").asText())
                .min(Comparator.naturalOrder())
                .orElse("");
    }

    private static String groups(JsonNode cluster) {
        TextTable table = new TextTable("GROUP", "LEADER", "TERM", "COMMITTED");
        for (JsonNode group : cluster.path("groups")) {
            table.row(
                    group.path("name").asText(),
                    group.path("leader").asText("none"),
                    group.path("term").asText(),
                    group.path("committedIndex").asText());
        }
        return table.toString();
    }

    private static String replicas(JsonNode cluster) {
        TextTable table = new TextTable("NODE", "GROUP", "ROLE", "TERM", "APPLIED", "LAG", "ALIVE");
        for (JsonNode node : cluster.path("nodes")) {
            for (JsonNode group : node.path("groups")) {
                table.row(
                        node.path("name").asText(),
                        group.path("group").asText(),
                        group.path("role").asText(),
                        group.path("term").asText(),
                        group.path("appliedIndex").asText(),
                        group.path("lagEntries").asText(),
                        group.path("alive").asText());
            }
            if (!node.path("answers").asBoolean()) {
                table.row(node.path("name").asText(), "", state(node), "", "", "", "");
            }
        }
        return table.toString();
    }

    /** Whether mechanisms that are not approved are refused. */
    static String approvedOnly(JsonNode document) {
        return "Approved mechanisms only: "
                + (document.path("approvedOnly").asBoolean() ? "yes" : "no")
                + System.lineSeparator();
    }

    /** Backends and self-tests of all nodes that answer. */
    static String backends(JsonNode nodes) {
        TextTable table = new TextTable("NODE", "BACKEND", "VERSION", "USED", "SELF-TEST");
        for (JsonNode node : nodes.path("nodes")) {
            String name = node.path(node.has("name") ? "name" : "node").asText();
            for (JsonNode backend : node.path("backends")) {
                table.row(
                        name,
                        backend.path("name").asText(),
                        backend.path("version").asText(),
                        backend.path("usable").asBoolean() ? "yes" : "NO",
                        backend.path("detail").asText());
            }
        }
        return table.toString();
    }

    static String joined(JsonNode words) {
        return stream(words).map(JsonNode::asText).collect(Collectors.joining(" "));
    }

    static Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    private static String duration(long seconds) {
        Duration it = Duration.ofSeconds(seconds);
        return it.toHours() > 0
                ? it.toHours() + "h" + it.toMinutesPart() + "m"
                : it.toMinutes() + "m" + it.toSecondsPart() + "s";
    }
}
