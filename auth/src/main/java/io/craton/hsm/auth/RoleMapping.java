package io.craton.hsm.auth;

import java.util.Collection;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * Which groups or claims give which roles. An allow-list of exact names: there are no patterns, no default role, and a group that is not
 * listed gives nothing. Immutable.
 */
public final class RoleMapping {
    public static final int MAX_ENTRIES = 1_024;

    private final Map<String, Set<Role>> rolesByGroup;

    private RoleMapping(Map<String, Set<Role>> rolesByGroup) {
        this.rolesByGroup = rolesByGroup;
    }

    /**
     * Keys are compared as {@code canonical} writes them (a directory's names have more than one spelling).
     *
     * @throws IllegalArgumentException when nothing is mapped, an entry gives no role, or two keys are one
     */
    public static RoleMapping of(Map<String, Set<Role>> entries, UnaryOperator<String> canonical) {
        if (entries.isEmpty() || entries.size() > MAX_ENTRIES) {
            throw new IllegalArgumentException(
                    "roles: expected 1 to " + MAX_ENTRIES + " groups, found " + entries.size());
        }
        Map<String, Set<Role>> checked = new TreeMap<>();
        entries.forEach((group, roles) -> {
            if (group.isBlank() || roles.isEmpty()) {
                throw new IllegalArgumentException("roles: the group '" + group + "' gives no role, or has no name");
            }
            if (checked.put(canonical.apply(group), Set.copyOf(roles)) != null) {
                throw new IllegalArgumentException("roles: the group '" + group + "' is listed twice");
            }
        });
        return new RoleMapping(checked);
    }

    public static RoleMapping of(Map<String, Set<Role>> entries) {
        return of(entries, UnaryOperator.identity());
    }

    /** The roles of somebody in {@code groups}; empty when no group is listed, and then nobody signs in. */
    public Set<Role> rolesOf(Collection<String> groups) {
        Set<Role> roles = EnumSet.noneOf(Role.class);
        groups.forEach(group -> roles.addAll(rolesByGroup.getOrDefault(group, Set.of())));
        return roles;
    }
}
