package io.craton.hsm.auth;

import java.util.Optional;
import java.util.Set;

/**
 * Somebody a provider recognises.
 *
 * @param groups groups or claims, in the form the provider's role mapping is written in
 * @param session how the provider names this sign-in when it ends it later
 */
public record Identity(OperatorId id, Set<String> groups, Optional<ProviderSession> session) {
    /** A sign-in at an OpenID provider (OpenID Connect Back-Channel Logout 1.0, section 2.1): issuer, subject, session. */
    public record ProviderSession(String issuer, String subject, Optional<String> sessionId) {}

    public Identity {
        groups = Set.copyOf(groups);
    }

    public static Identity of(OperatorId id, Set<String> groups) {
        return new Identity(id, groups, Optional.empty());
    }
}
