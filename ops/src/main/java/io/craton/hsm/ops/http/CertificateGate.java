package io.craton.hsm.ops.http;

import io.craton.hsm.auth.Authenticator.Identification;
import io.craton.hsm.auth.Credentials;
import io.craton.hsm.auth.Identity;
import io.craton.hsm.auth.Operator;
import io.craton.hsm.auth.Operator.SecondFactorUse;
import io.craton.hsm.auth.Refusal;
import io.craton.hsm.auth.Refusal.Reason;
import io.craton.hsm.auth.Role;
import io.craton.hsm.auth.SecondFactorPolicy;
import io.craton.hsm.auth.state.OperatorState.OperatorStateUnavailableException;
import io.craton.hsm.ops.operators.CertificateProvider;
import io.craton.hsm.ops.operators.OperatorDesk;
import io.craton.hsm.ops.operators.SignInCount;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Lets in the holders of client certificates whose groups are on the allow-list, unless they need a one-time code besides: these sign in.
 * The certificate is judged anew at every request, so that a revocation counts at once, also on connections that are open. Thread-safe.
 */
public final class CertificateGate implements CallerGate {
    private final CertificateProvider provider;
    private final Supplier<Optional<OperatorDesk>> desk;
    private final SignInCount.Tally tally = new SignInCount.Tally();

    /** @param desk knows who has enrolled a second factor; asked only where certificates need one */
    public CertificateGate(CertificateProvider provider, Supplier<Optional<OperatorDesk>> desk) {
        this.provider = provider;
        this.desk = desk;
    }

    @Override
    public Decision identify(List<X509Certificate> chain, Optional<String> authorization) {
        Decision decision = switch (judge(chain)) {
            case Decision.Known(Operator operator) -> withoutCode(operator);
            case Decision.Refused refused -> refused;
            case Decision.Anonymous anonymous -> anonymous;
        };
        switch (decision) {
            case Decision.Known _ -> tally.accept();
            case Decision.Refused _ -> tally.fail();
            case Decision.Anonymous _ -> {
                // Nothing was shown.
            }
        }
        return decision;
    }

    /** What came of certificates, request by request. */
    public SignInCount count() {
        return tally.count(CertificateProvider.NAME);
    }

    /** Who holds the certificate, whether it is enough or not. */
    public Decision judge(List<X509Certificate> chain) {
        if (chain.isEmpty()) {
            return Decision.Anonymous.ANONYMOUS;
        }
        return switch (provider.authenticator().identify(new Credentials.ClientCertificate(chain))) {
            case Identification.Refused(Refusal refusal) -> new Decision.Refused(refusal);
            case Identification.Identified(Identity identity) -> mapped(identity);
        };
    }

    private Decision mapped(Identity identity) {
        Set<Role> roles = provider.mapping().rolesOf(identity.groups());
        return roles.isEmpty()
                ? new Decision.Refused(new Refusal(Reason.NO_ROLE, identity.id().toString()))
                : new Decision.Known(new Operator(identity.id(), roles, SecondFactorUse.NOT_REQUIRED));
    }

    private Decision withoutCode(Operator operator) {
        if (provider.policy().equals(SecondFactorPolicy.NONE)) {
            return new Decision.Known(operator);
        }
        try {
            boolean needsCode = provider.policy().requires(operator.roles())
                    || desk.get()
                            .map(open -> open.hasSecondFactor(operator.id()))
                            .orElse(true);
            return needsCode
                    ? new Decision.Refused(
                            new Refusal(Reason.NO_SECOND_FACTOR, operator.id() + ": the certificate alone"))
                    : new Decision.Known(operator);
        } catch (OperatorStateUnavailableException e) {
            return new Decision.Refused(new Refusal(Reason.PROVIDER_UNAVAILABLE, String.valueOf(e.getMessage())));
        }
    }
}
