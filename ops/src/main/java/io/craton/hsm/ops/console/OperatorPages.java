package io.craton.hsm.ops.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.craton.hsm.auth.Permission;
import io.craton.hsm.auth.PermissionTable;
import io.craton.hsm.auth.Role;
import io.craton.hsm.ops.console.Frame.Section;
import io.craton.hsm.ops.http.RouteCaller;
import io.craton.hsm.ops.http.RouteCaller.Reply;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The page about operators: who they are, where they come from, what they may do. Thread-safe. */
final class OperatorPages {
    private static final Map<Permission, Set<Role>> TABLE = table();

    private final RouteCaller api;
    private final PageWriter writer;

    OperatorPages(RouteCaller api, PageWriter writer) {
        this.api = api;
        this.writer = writer;
    }

    private static Map<Permission, Set<Role>> table() {
        Map<Permission, Set<Role>> table = new LinkedHashMap<>();
        for (Permission permission : Permission.values()) {
            table.put(
                    permission,
                    EnumSet.allOf(Role.class).stream()
                            .filter(role -> PermissionTable.allows(Set.of(role), permission))
                            .collect(Collectors.toCollection(() -> EnumSet.noneOf(Role.class))));
        }
        return table;
    }

    /** Who is signed in is shown to those who may end that. */
    Page operators(Visit visit, Asked asked) {
        Frame frame = writer.frame(visit, Section.OPERATORS, "Operators", CommandLines.OPERATORS);
        Reply providers = api.get(visit.caller(), "/api/v1/operators/providers", Map.of(), Map.of());
        if (!visit.operator().may(Permission.MANAGE_OPERATORS)) {
            return writer.answered(providers, frame, found -> page(frame, found, MissingNode.getInstance()));
        }
        Map<String, String> query = new HashMap<>(Map.of("limit", TokenPages.LIMIT));
        asked.inQuery("cursor").ifPresent(cursor -> query.put("cursor", cursor));
        return writer.answered(
                providers,
                frame,
                found -> writer.answered(
                        api.get(visit.caller(), "/api/v1/operators", Map.of(), query),
                        frame,
                        operators -> page(frame, found, operators)));
    }

    private Page page(Frame frame, JsonNode providers, JsonNode operators) {
        return writer.page(
                "operators.jte",
                frame,
                Map.of("table", TABLE, "providers", providers.path("providers"), "operators", operators));
    }
}
