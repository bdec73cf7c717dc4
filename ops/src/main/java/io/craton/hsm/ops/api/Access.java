package io.craton.hsm.ops.api;

import io.craton.hsm.auth.Permission;

/** Who may use a route. */
public sealed interface Access {
    /** Everybody who reaches the listener: what it tells is no secret. */
    enum Open implements Access {
        OPEN
    }

    /** Operators with the permission. */
    record Needs(Permission permission) implements Access {}

    static Access needs(Permission permission) {
        return new Needs(permission);
    }
}
