package io.craton.hsm.auth;

import java.util.EnumSet;
import java.util.Set;

/** Which roles a one-time code is required for. An operator who has enrolled one is asked for it whatever the roles. */
public record SecondFactorPolicy(Set<Role> requiredFor) {
    /** Everybody but those who only look. */
    public static final SecondFactorPolicy DEFAULT =
            new SecondFactorPolicy(EnumSet.complementOf(EnumSet.of(Role.VIEWER)));

    /** Nobody but those who have enrolled one. */
    public static final SecondFactorPolicy NONE = new SecondFactorPolicy(Set.of());

    public SecondFactorPolicy {
        requiredFor = Set.copyOf(requiredFor);
    }

    public boolean requires(Set<Role> roles) {
        return roles.stream().anyMatch(requiredFor::contains);
    }
}
