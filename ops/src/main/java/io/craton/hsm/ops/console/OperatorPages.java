package io.craton.hsm.ops.console;

import com.fasterxml.jackson.databind.node.MissingNode;
import io.craton.hsm.auth.Permission;
import io.craton.hsm.auth.PermissionTable;
import io.craton.hsm.auth.Role;
import io.craton.hsm.ops.console.Frame.Section;
import io.craton.hsm.ops.http.RouteCaller;
import java.util.EnumSet;
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

    Page operators(Visit visit) {
        Frame frame = writer.frame(visit, Section.OPERATORS, "Operators", CommandLines.OPERATORS);
        return writer.page(
                "operators.jte",
                frame,
                Map.of(
                        "table",
                        TABLE,
                        "providers",
                        api.get(visit.caller(), "/api/v1/operators/providers", Map.of(), Map.of())
                                .answer()
                                .orElse(MissingNode.getInstance())));
    }
}
