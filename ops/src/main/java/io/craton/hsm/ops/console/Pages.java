package io.craton.hsm.ops.console;

import io.craton.hsm.ops.http.RouteCaller;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/** Every page for somebody who has signed in, by path. Thread-safe. */
final class Pages {
    @FunctionalInterface
    interface Renderer {
        Page render(Visit visit, Asked asked);
    }

    private final ClusterPages cluster;
    private final TokenPages tokens;
    private final ObjectPages objects;
    private final OperatorPages operators;

    Pages(RouteCaller api, PageWriter writer, LiveStatus status) {
        this.cluster = new ClusterPages(api, writer, status);
        this.tokens = new TokenPages(api, writer);
        this.objects = new ObjectPages(api, writer);
        this.operators = new OperatorPages(api, writer);
    }

    SequencedMap<String, Renderer> all() {
        SequencedMap<String, Renderer> pages = new LinkedHashMap<>();
        pages.put("/", (visit, _) -> cluster.dashboard(visit));
        pages.put("/nodes", (visit, _) -> cluster.nodes(visit));
        pages.put("/slots", (visit, _) -> tokens.slots(visit));
        pages.put("/slots/{slot}", (visit, asked) -> tokens.slot(visit, asked.inPath("slot")));
        pages.put("/objects", objects::objects);
        pages.put("/objects/{object}", objects::object);
        pages.put("/sessions", tokens::sessions);
        pages.put("/mechanisms", (visit, _) -> cluster.mechanisms(visit));
        pages.put("/self-tests", (visit, _) -> cluster.selfTests(visit));
        pages.put("/operators", operators::operators);
        return pages;
    }

    /** The part of the dashboard that is sent again every second. */
    String live(LiveStatus.Now now) {
        return cluster.live(now);
    }
}
