package io.craton.hsm.ops.console;

import com.fasterxml.jackson.databind.JsonNode;
import io.craton.hsm.auth.Permission;
import io.craton.hsm.ops.console.ConsoleSession.OpenToken;
import io.craton.hsm.ops.console.Frame.Notice;
import io.craton.hsm.ops.console.Frame.Section;
import io.craton.hsm.ops.http.RouteCaller;
import io.craton.hsm.ops.http.RouteCaller.Reply;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** The pages about the objects of a token, seen from within a session that the operator opened with its PIN. Thread-safe. */
final class ObjectPages {
    private static final List<String> SEARCH = List.of("labelPart", "objectClass", "keyType", "cursor");

    private final RouteCaller api;
    private final PageWriter writer;

    ObjectPages(RouteCaller api, PageWriter writer) {
        this.api = api;
        this.writer = writer;
    }

    Page objects(Visit visit, Asked asked) {
        Optional<OpenToken> token = visit.session().token();
        String slot = token.map(OpenToken::slot).orElse("0");
        Frame frame = writer.frame(visit, Section.OBJECTS, "Objects", CommandLines.objects(slot));
        if (!visit.operator().may(Permission.MANAGE_OBJECTS)) {
            return writer.refused(
                    frame,
                    new Reply.Refused(
                            403,
                            "The roles of this operator do not allow it",
                            "This takes a role that may " + Permission.MANAGE_OBJECTS.meaning() + ".",
                            ""));
        }
        return token.map(open -> objects(visit, asked, open, frame)).orElseGet(() -> chooseToken(visit, frame));
    }

    private Page chooseToken(Visit visit, Frame frame) {
        return writer.answered(
                api.get(visit.caller(), "/api/v1/slots", Map.of(), Map.of()),
                frame,
                value -> writer.page(
                        "open-token.jte",
                        frame,
                        Map.of("slots", value.path("slots"), "ready", initialized(value.path("slots")))));
    }

    private static long initialized(JsonNode slots) {
        return StreamSupport.stream(slots.spliterator(), false)
                .filter(slot -> slot.path("token").path("initialized").asBoolean())
                .count();
    }

    private Page objects(Visit visit, Asked asked, OpenToken token, Frame frame) {
        Map<String, String> query = new HashMap<>(Map.of("limit", TokenPages.LIMIT));
        SEARCH.forEach(name -> asked.inQuery(name).ifPresent(value -> query.put(name, value)));
        Reply reply = api.get(
                visit.caller(),
                "/api/v1/token-sessions/{token-session}/objects",
                Map.of("token-session", token.tokenSession()),
                query);
        if (reply instanceof Reply.Refused it && it.status() == 404) {
            return lost(visit, asked);
        }
        return writer.answered(
                reply,
                frame,
                value -> writer.page(
                        asked.part() ? "object-rows.jte" : "objects.jte",
                        frame,
                        Map.of("token", token.slot(), "loggedIn", token.loggedIn(), "found", value, "query", query)));
    }

    private Page lost(Visit visit, Asked asked) {
        var _ = visit.session().use(Optional.empty());
        visit.session().tell(new Notice(false, "Your session with the token has ended", "Open the token again."));
        return objects(visit, asked);
    }

    Page object(Visit visit, Asked asked) {
        Optional<OpenToken> token = visit.session().token();
        if (token.isEmpty()) {
            return objects(visit, asked);
        }
        String object = asked.inPath("object");
        Frame frame = writer.frame(
                visit,
                Section.OBJECTS,
                "Object",
                CommandLines.object(token.get().slot(), object));
        return writer.answered(
                api.get(
                        visit.caller(),
                        "/api/v1/token-sessions/{token-session}/objects/{object}",
                        Map.of("token-session", token.get().tokenSession(), "object", object),
                        Map.of()),
                frame,
                value -> writer.page("object.jte", frame, Map.of("object", value)));
    }
}
