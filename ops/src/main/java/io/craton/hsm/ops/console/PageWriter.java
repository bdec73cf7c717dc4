package io.craton.hsm.ops.console;

import com.fasterxml.jackson.databind.JsonNode;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import io.craton.hsm.ops.api.NodeAccess;
import io.craton.hsm.ops.console.Frame.Section;
import io.craton.hsm.ops.http.RouteCaller.Reply;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/** Puts what the API answered into templates. Thread-safe. */
final class PageWriter {
    private final TemplateEngine templates = TemplateEngine.createPrecompiled(ContentType.Html);
    private final NodeAccess node;
    private final String cluster;
    private final Assets assets;

    PageWriter(NodeAccess node, String cluster, Assets assets) {
        this.node = node;
        this.cluster = cluster;
        this.assets = assets;
    }

    /** @param commandLine the same question on the command line */
    Frame frame(Visit visit, Section section, String title, String commandLine) {
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

    /** A template with the frame around it. */
    Page page(String template, Frame frame, Map<String, Object> values) {
        return Page.of(part(template, with(values, Map.of("frame", frame))));
    }

    /** A template that stands alone, of a page for somebody who has not signed in. */
    String alone(String template, Map<String, Object> values) {
        return part(
                template,
                with(values, Map.of("cluster", cluster, "node", node.self().node(), "assets", assets)));
    }

    static Map<String, Object> with(Map<String, Object> values, Map<String, Object> others) {
        Map<String, Object> all = new HashMap<>(values);
        all.putAll(others);
        return all;
    }

    /** A template that is a part of a page. */
    String part(String template, Map<String, Object> values) {
        StringOutput out = new StringOutput();
        templates.render(template, values, out);
        return out.toString();
    }

    /** The page of an answer, or one that says why there is none. */
    Page answered(Reply reply, Frame frame, Function<JsonNode, Page> page) {
        return switch (reply) {
            case Reply.Answered(JsonNode value) -> page.apply(value);
            case Reply.Refused it -> refused(frame, it);
        };
    }

    Page refused(Frame frame, Reply.Refused it) {
        return new Page(
                it.status(),
                part(
                        "refused.jte",
                        Map.of("frame", frame, "title", it.title(), "detail", it.detail(), "request", it.requestId())));
    }

    Page notFound(Visit visit) {
        return refused(
                frame(visit, Section.DASHBOARD, "Not here", CommandLines.HELP),
                new Reply.Refused(404, "There is no such page", "The navigation leads to every page there is.", ""));
    }

    Page refusedForm(Visit visit) {
        return refused(
                frame(visit, Section.DASHBOARD, "Refused", CommandLines.HELP),
                new Reply.Refused(
                        403,
                        "Nothing was changed",
                        "The form was not one of this session, or it was too large. Load the page again and send it once more.",
                        ""));
    }
}
