package io.craton.hsm.auth;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What an operator of the cluster is there for. {@link PermissionTable} says what each may do. */
public enum Role {
    VIEWER(1),
    OPERATOR(2),
    SECURITY_OFFICER(3),
    CRYPTO_OFFICER(4),
    AUDITOR(5),
    APPROVER(6),
    CLUSTER_ADMIN(7);

    private final int id;

    Role(int id) {
        this.id = id;
    }

    /** The number that stands in persisted records; never reused. */
    public int id() {
        return id;
    }

    /** The name in configuration files and documents, for instance {@code security-officer}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public static Optional<Role> withId(int id) {
        return Arrays.stream(values()).filter(role -> role.id == id).findFirst();
    }

    public static Optional<Role> withLabel(String label) {
        return Arrays.stream(values())
                .filter(role -> role.label().equals(label))
                .findFirst();
    }
}
