package io.craton.hsm.ops.http;

import io.craton.hsm.auth.Authenticator;
import io.craton.hsm.auth.Authenticator.Identification;
import io.craton.hsm.auth.Credentials;
import io.craton.hsm.auth.Identity;
import io.craton.hsm.auth.Operator;
import io.craton.hsm.auth.Operator.SecondFactorUse;
import io.craton.hsm.auth.Refusal;
import io.craton.hsm.auth.Refusal.Reason;
import io.craton.hsm.auth.Role;
import io.craton.hsm.auth.RoleMapping;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Lets in the holders of client certificates whose groups are on the allow-list. The certificate is judged anew at every request, so that
 * a revocation counts at once, also on connections that are open. Thread-safe.
 */
public final class CertificateGate implements CallerGate {
    private final Authenticator<Credentials.ClientCertificate> authenticator;
    private final RoleMapping mapping;

    public CertificateGate(Authenticator<Credentials.ClientCertificate> authenticator, RoleMapping mapping) {
        this.authenticator = authenticator;
        this.mapping = mapping;
    }

    @Override
    public Decision identify(List<X509Certificate> chain, Optional<String> authorization) {
        if (chain.isEmpty()) {
            return Decision.Anonymous.ANONYMOUS;
        }
        return switch (authenticator.identify(new Credentials.ClientCertificate(chain))) {
            case Identification.Refused(Refusal refusal) -> new Decision.Refused(refusal);
            case Identification.Identified(Identity identity) -> mapped(identity);
        };
    }

    private Decision mapped(Identity identity) {
        Set<Role> roles = mapping.rolesOf(identity.groups());
        return roles.isEmpty()
                ? new Decision.Refused(new Refusal(Reason.NO_ROLE, identity.id().toString()))
                : new Decision.Known(new Operator(identity.id(), roles, SecondFactorUse.NOT_REQUIRED));
    }
}
