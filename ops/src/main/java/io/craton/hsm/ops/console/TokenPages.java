package io.craton.hsm.ops.console;

import com.fasterxml.jackson.databind.JsonNode;
import io.craton.hsm.ops.console.Frame.Section;
import io.craton.hsm.ops.http.RouteCaller;
import java.util.HashMap;
import java.util.Map;

/** The pages about tokens and who uses them. Thread-safe. */
final class TokenPages {
    /** Entries of one page of a list. */
    static final String LIMIT = "50";

    private static final String MOST_APPLICATIONS = "200";

    private final RouteCaller api;
    private final PageWriter writer;

    TokenPages(RouteCaller api, PageWriter writer) {
        this.api = api;
        this.writer = writer;
    }

    Page slots(Visit visit) {
        Frame frame = writer.frame(visit, Section.TOKENS, "Tokens", CommandLines.TOKENS);
        return writer.answered(
                api.get(visit.caller(), "/api/v1/slots", Map.of(), Map.of()),
                frame,
                value -> writer.page("slots.jte", frame, Map.of("slots", value.path("slots"))));
    }

    Page slot(Visit visit, String slot) {
        Frame frame = writer.frame(visit, Section.TOKENS, "Slot " + slot, CommandLines.TOKENS);
        return writer.answered(
                api.get(visit.caller(), "/api/v1/slots/{slot}", Map.of("slot", slot), Map.of()),
                frame,
                value -> writer.page("slot.jte", frame, Map.of("slot", value)));
    }

    Page sessions(Visit visit, Asked asked) {
        String slot = asked.inQuery("slot").orElse("0");
        Frame frame = writer.frame(visit, Section.SESSIONS, "Sessions", CommandLines.sessions(slot));
        Map<String, String> in = Map.of("slot", slot);
        Map<String, String> query = new HashMap<>(Map.of("limit", LIMIT));
        asked.inQuery("cursor").ifPresent(cursor -> query.put("cursor", cursor));
        return writer.answered(
                api.get(visit.caller(), "/api/v1/slots", Map.of(), Map.of()),
                frame,
                slots -> writer.answered(
                        api.get(
                                visit.caller(),
                                "/api/v1/slots/{slot}/applications",
                                in,
                                Map.of("limit", MOST_APPLICATIONS)),
                        frame,
                        applications -> writer.answered(
                                api.get(visit.caller(), "/api/v1/slots/{slot}/sessions", in, query),
                                frame,
                                sessions -> sessions(frame, slot, slots, applications, sessions))));
    }

    private Page sessions(Frame frame, String slot, JsonNode slots, JsonNode applications, JsonNode sessions) {
        return writer.page(
                "sessions.jte",
                frame,
                Map.of("slots", slots.path("slots"), "slot", slot, "applications", applications, "sessions", sessions));
    }
}
