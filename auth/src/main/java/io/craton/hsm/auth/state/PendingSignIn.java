package io.craton.hsm.auth.state;

import io.craton.hsm.auth.Identity.ProviderSession;
import io.craton.hsm.auth.OperatorId;
import io.craton.hsm.auth.Role;
import io.craton.hsm.core.Octets;
import java.util.Optional;
import java.util.Set;

/**
 * Somebody whose first factor was right, and whose code is awaited.
 *
 * @param enrolment the sealed secret that is being enrolled, if one is
 */
public record PendingSignIn(
        OperatorId operator,
        Set<Role> roles,
        String source,
        Optional<ProviderSession> provider,
        long startedMillis,
        Optional<Octets> enrolment) {
    public PendingSignIn {
        roles = Set.copyOf(roles);
    }

    public boolean isOver(long atMillis) {
        return atMillis - startedMillis >= SignInLimits.PENDING_MILLIS;
    }

    PendingSignIn enrolling(Octets sealedSecret) {
        return new PendingSignIn(operator, roles, source, provider, startedMillis, Optional.of(sealedSecret));
    }
}
