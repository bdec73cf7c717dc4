package io.craton.hsm.ops.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.craton.hsm.ops.console.Frame.Section;
import io.craton.hsm.ops.http.RouteCaller;
import io.craton.hsm.ops.http.RouteCaller.Reply;
import java.util.Map;

/** The pages about the cluster as a whole: dashboard, nodes, mechanisms, self-tests. Thread-safe. */
final class ClusterPages {
    private final RouteCaller api;
    private final PageWriter writer;
    private final LiveStatus status;

    ClusterPages(RouteCaller api, PageWriter writer, LiveStatus status) {
        this.api = api;
        this.writer = writer;
        this.status = status;
    }

    Page dashboard(Visit visit) {
        Frame frame = writer.frame(visit, Section.DASHBOARD, "Dashboard", CommandLines.STATUS);
        return writer.page("dashboard.jte", frame, Map.of("live", live(status.now(visit.caller()))));
    }

    /** The part of the dashboard that is sent again every second. */
    String live(LiveStatus.Now now) {
        return switch (now.cluster()) {
            case Reply.Answered(JsonNode value) ->
                writer.part(
                        "live.jte",
                        Map.of(
                                "cluster",
                                value,
                                "sealed",
                                now.sealed().orElse(MissingNode.getInstance()),
                                "uses",
                                now.uses()));
            case Reply.Refused it -> writer.part("away.jte", Map.of("title", it.title(), "detail", it.detail()));
        };
    }

    Page nodes(Visit visit) {
        Frame frame = writer.frame(visit, Section.NODES, "Nodes", CommandLines.CLUSTER);
        return writer.answered(
                get(visit, "/api/v1/cluster"),
                frame,
                value -> writer.page("nodes.jte", frame, Map.of("cluster", value)));
    }

    Page mechanisms(Visit visit) {
        Frame frame = writer.frame(visit, Section.MECHANISMS, "Mechanisms", CommandLines.MECHANISMS);
        return writer.answered(
                get(visit, "/api/v1/mechanisms"),
                frame,
                value -> writer.page("mechanisms.jte", frame, Map.of("mechanisms", value.path("mechanisms"))));
    }

    /** Rows are the tests of the first node that answers: all nodes run the same. */
    Page selfTests(Visit visit) {
        Frame frame = writer.frame(visit, Section.SELF_TESTS, "Self-tests", CommandLines.SELF_TESTS);
        return writer.answered(
                get(visit, "/api/v1/self-tests"),
                frame,
                value -> writer.page(
                        "self-tests.jte",
                        frame,
                        Map.of("report", value, "reference", firstThatAnswers(value.path("nodes")))));
    }

    private static JsonNode firstThatAnswers(JsonNode nodes) {
        for (JsonNode node : nodes) {
            if (node.path("answers").asBoolean()) {
                return node;
            }
        }
        return MissingNode.getInstance();
    }

    private Reply get(Visit visit, String path) {
        return api.get(visit.caller(), path, Map.of(), Map.of());
    }
}
