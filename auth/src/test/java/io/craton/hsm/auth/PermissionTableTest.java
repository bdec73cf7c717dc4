package io.craton.hsm.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class PermissionTableTest {
    /** The table an operator reads is the one that is in force: each role with each permission. */
    @Test
    void isTheTableOfTheDocuments() throws IOException {
        String header = "| What | "
                + Arrays.stream(Role.values()).map(Role::label).collect(Collectors.joining(" | ")) + " |\n|---|"
                + ":-:|".repeat(Role.values().length) + "\n";
        String rows =
                Arrays.stream(Permission.values()).map(PermissionTableTest::row).collect(Collectors.joining());
        assertThat(Files.readString(Path.of("../docs/operate/sign-in.md"))).contains(header + rows);
    }

    private static String row(Permission permission) {
        return "| " + permission.meaning() + " | "
                + Arrays.stream(Role.values())
                        .map(role -> PermissionTable.allows(Set.of(role), permission) ? "yes" : "")
                        .collect(Collectors.joining(" | "))
                + " |\n";
    }

    @Test
    void givesEveryPermissionToSomebodyAndNoneToNobody() {
        assertThat(Permission.values()).allSatisfy(permission -> {
            assertThat(PermissionTable.allows(EnumSet.allOf(Role.class), permission))
                    .isTrue();
            assertThat(PermissionTable.allows(Set.of(), permission)).isFalse();
        });
    }

    @Test
    void rolesAddUp() {
        Set<Role> both = Set.of(Role.AUDITOR, Role.APPROVER);
        assertThat(PermissionTable.of(both))
                .containsExactlyInAnyOrder(
                        Permission.VIEW_STATUS,
                        Permission.READ_AUDIT,
                        Permission.VERIFY_AUDIT,
                        Permission.APPROVE_REQUESTS);
    }

    @Test
    void keepsDutiesApart() {
        assertThat(PermissionTable.of(Set.of(Role.VIEWER))).containsExactly(Permission.VIEW_STATUS);
        assertThat(PermissionTable.of(Set.of(Role.CLUSTER_ADMIN)))
                .doesNotContain(
                        Permission.MANAGE_OBJECTS,
                        Permission.MANAGE_TOKENS,
                        Permission.MANAGE_OPERATORS,
                        Permission.MANAGE_POLICY,
                        Permission.UNSEAL_CLUSTER,
                        Permission.APPROVE_REQUESTS);
        assertThat(PermissionTable.of(Set.of(Role.CRYPTO_OFFICER)))
                .doesNotContain(Permission.MANAGE_POLICY, Permission.MANAGE_OPERATORS, Permission.APPROVE_REQUESTS);
        assertThat(PermissionTable.of(Set.of(Role.SECURITY_OFFICER)))
                .doesNotContain(Permission.MANAGE_OBJECTS, Permission.APPROVE_REQUESTS);
    }

    @Test
    void rolesKeepTheirNumbersAndLabels() {
        assertThat(Role.values()).allSatisfy(role -> {
            assertThat(Role.withId(role.id())).contains(role);
            assertThat(Role.withLabel(role.label())).contains(role);
        });
        assertThat(Role.SECURITY_OFFICER.label()).isEqualTo("security-officer");
        assertThat(Arrays.stream(Role.values()).map(Role::id)).containsExactly(1, 2, 3, 4, 5, 6, 7);
        assertThat(Role.withId(0)).isEmpty();
    }
}
