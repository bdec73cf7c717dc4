package io.craton.hsm.ops.cli;

import com.fasterxml.jackson.databind.JsonNode;

/** Which self-tests ran, for people. */
final class SelfTestText {
    private SelfTestText() {}

    static String of(JsonNode document) {
        StringBuilder text = new StringBuilder(ClusterText.approvedOnly(document))
                .append(ClusterText.backends(document))
                .append(System.lineSeparator())
                .append(tests(document))
                .append(System.lineSeparator())
                .append("Not tested:")
                .append(System.lineSeparator());
        for (JsonNode each : document.path("notTested")) {
            text.append("  ").append(PlainText.of(each.asText())).append(System.lineSeparator());
        }
        return text.toString();
    }

    private static String tests(JsonNode document) {
        TextTable table = new TextTable("NODE", "BACKEND", "AT", "KNOWN ANSWER", "SOURCE", "RESULT", "TOOK");
        for (JsonNode node : document.path("nodes")) {
            for (JsonNode backend : node.path("backends")) {
                for (JsonNode test : backend.path("tests")) {
                    table.row(
                            node.path("node").asText(),
                            backend.path("name").asText(),
                            backend.path("tested").asText(),
                            test.path("name").asText(),
                            test.path("source").asText(),
                            test.path("passed").asBoolean() ? "passed" : "FAILED",
                            test.path("micros").asText() + " µs");
                }
            }
        }
        return table.toString();
    }
}
