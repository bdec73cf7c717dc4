package io.craton.hsm.ops.config;

import io.craton.hsm.auth.Role;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads which roles are meant. */
final class RoleLists {
    private static final String ROLES =
            Arrays.stream(Role.values()).map(Role::label).collect(Collectors.joining(", "));

    private RoleLists() {}

    /** The roles of these labels. */
    static Set<Role> roles(Section section, String key, List<String> labels) {
        Set<Role> roles = EnumSet.noneOf(Role.class);
        for (String label : labels) {
            Role.withLabel(label)
                    .ifPresentOrElse(roles::add, () -> section.refuse(key, "unknown role; expected some of " + ROLES));
        }
        return roles;
    }

    /** The list {@code roles} of the section: entries of a group and what it gives. */
    static Map<String, Set<Role>> byGroup(Section section, String group) {
        Map<String, Set<Role>> roles = new LinkedHashMap<>();
        for (Section entry : section.sections("roles")) {
            String name = entry.string("group", group);
            Set<Role> given = roles(entry, "roles", entry.strings("roles", "a list of roles"));
            if (roles.put(name, given) != null) {
                entry.refuse("group", "the group is listed twice");
            }
            entry.refuseUnknownKeys();
        }
        return roles;
    }
}
