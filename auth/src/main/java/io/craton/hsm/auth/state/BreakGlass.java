package io.craton.hsm.auth.state;

import io.craton.hsm.auth.OperatorId;
import io.craton.hsm.auth.Role;
import java.util.Set;

/**
 * The account for when no provider answers. Made once, when the cluster is; each use is an event of its own, which raises an alarm.
 *
 * @param lastUseMillis 0 before the first
 */
public record BreakGlass(PasswordVerifier verifier, long createdMillis, int uses, long lastUseMillis) {
    /** The provider's name is taken: no configured provider may have it. */
    public static final OperatorId ID = new OperatorId("local", "break-glass");

    /** Enough to mend sign-in and the cluster, and none of the keys. */
    public static final Set<Role> ROLES = Set.of(Role.SECURITY_OFFICER, Role.CLUSTER_ADMIN);

    BreakGlass usedAt(long atMillis) {
        return new BreakGlass(verifier, createdMillis, uses + 1, atMillis);
    }
}
