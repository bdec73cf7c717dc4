package io.craton.hsm.auth;

import static io.craton.hsm.auth.Role.APPROVER;
import static io.craton.hsm.auth.Role.AUDITOR;
import static io.craton.hsm.auth.Role.CLUSTER_ADMIN;
import static io.craton.hsm.auth.Role.CRYPTO_OFFICER;
import static io.craton.hsm.auth.Role.OPERATOR;
import static io.craton.hsm.auth.Role.SECURITY_OFFICER;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What each role may do; the only place that says so. What is not listed is refused. Duties are apart: who runs the machines (cluster
 * admin) has no way to objects or to operators, who handles keys (crypto officer) none to the rules, and an auditor changes nothing.
 */
public final class PermissionTable {
    private static final Set<Role> EVERYBODY = EnumSet.allOf(Role.class);

    private static final Map<Permission, Set<Role>> ROWS = Map.ofEntries(
            Map.entry(Permission.VIEW_STATUS, EVERYBODY),
            Map.entry(Permission.OPERATE_NODES, EnumSet.of(OPERATOR, CLUSTER_ADMIN)),
            Map.entry(Permission.MAKE_BACKUP, EnumSet.of(OPERATOR, CLUSTER_ADMIN)),
            Map.entry(Permission.RESTORE_BACKUP, EnumSet.of(SECURITY_OFFICER)),
            Map.entry(Permission.UNSEAL_CLUSTER, EnumSet.of(SECURITY_OFFICER, CRYPTO_OFFICER)),
            Map.entry(Permission.SEAL_CLUSTER, EnumSet.of(SECURITY_OFFICER, CRYPTO_OFFICER, CLUSTER_ADMIN)),
            Map.entry(Permission.MANAGE_TOKENS, EnumSet.of(SECURITY_OFFICER)),
            Map.entry(Permission.MANAGE_OBJECTS, EnumSet.of(CRYPTO_OFFICER)),
            Map.entry(Permission.MANAGE_POLICY, EnumSet.of(SECURITY_OFFICER)),
            Map.entry(Permission.MANAGE_OPERATORS, EnumSet.of(SECURITY_OFFICER)),
            Map.entry(Permission.MANAGE_APPROVAL_RULES, EnumSet.of(SECURITY_OFFICER)),
            Map.entry(Permission.APPROVE_REQUESTS, EnumSet.of(APPROVER)),
            Map.entry(Permission.READ_AUDIT, EnumSet.of(AUDITOR, SECURITY_OFFICER)),
            Map.entry(Permission.VERIFY_AUDIT, EnumSet.of(AUDITOR)),
            Map.entry(Permission.CHANGE_MEMBERSHIP, EnumSet.of(CLUSTER_ADMIN)),
            Map.entry(Permission.CHANGE_CERTIFICATES, EnumSet.of(CLUSTER_ADMIN)),
            Map.entry(Permission.UPGRADE_CLUSTER, EnumSet.of(CLUSTER_ADMIN)));

    private PermissionTable() {}

    /** Whether any of {@code roles} has the permission. */
    public static boolean allows(Set<Role> roles, Permission permission) {
        Set<Role> allowed = ROWS.getOrDefault(permission, Set.of());
        return roles.stream().anyMatch(allowed::contains);
    }

    /** Everything {@code roles} may do together. */
    public static Set<Permission> of(Set<Role> roles) {
        return EnumSet.allOf(Permission.class).stream()
                .filter(permission -> allows(roles, permission))
                .collect(Collectors.toUnmodifiableSet());
    }
}
