package io.craton.hsm.auth;

import java.util.Set;

/** Somebody who has signed in, with the roles that were mapped at that moment. */
public record Operator(OperatorId id, Set<Role> roles, SecondFactorUse secondFactor) {
    /** How the second factor stood at sign-in. */
    public enum SecondFactorUse {
        /** None of the roles asks for one, and none is enrolled. */
        NOT_REQUIRED,
        /** A code was accepted. */
        SHOWN,
        /** The break-glass account has none; its use is alarmed. */
        EXEMPT
    }

    public Operator {
        roles = Set.copyOf(roles);
    }

    public boolean may(Permission permission) {
        return PermissionTable.allows(roles, permission);
    }
}
