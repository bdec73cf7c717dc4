package io.craton.hsm.ops.http;

import io.craton.hsm.auth.Operator;
import io.craton.hsm.auth.Refusal;
import io.craton.hsm.auth.Refusal.Reason;
import io.craton.hsm.auth.SessionToken;
import io.craton.hsm.auth.state.OperatorState.OperatorStateUnavailableException;
import io.craton.hsm.ops.operators.CertificateProvider;
import io.craton.hsm.ops.operators.OperatorDesk;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/**
 * Lets in whoever sends the token of a sign-in ({@code Authorization: Bearer}, RFC 6750, section 2.1), on whichever node it began; everybody
 * else goes to the gate of certificates. A sign-in that began with a certificate is good together with that certificate only, which is
 * judged anew each time. Thread-safe.
 */
public final class SessionGate implements CallerGate {
    private static final String SCHEME = "Bearer ";

    private final Supplier<Optional<OperatorDesk>> desk;
    private final CertificateGate certificates;

    public SessionGate(Supplier<Optional<OperatorDesk>> desk, CertificateGate certificates) {
        this.desk = desk;
        this.certificates = certificates;
    }

    @Override
    public Decision identify(List<X509Certificate> chain, Optional<String> authorization) {
        if (authorization.isEmpty()) {
            return certificates.identify(chain, authorization);
        }
        Optional<SessionToken> token = authorization
                .filter(header -> header.regionMatches(true, 0, SCHEME, 0, SCHEME.length()))
                .flatMap(header ->
                        SessionToken.parse(header.substring(SCHEME.length()).strip()));
        if (token.isEmpty()) {
            return new Decision.Refused(new Refusal(Reason.MALFORMED, "an authorization that is no sign-in's token"));
        }
        try (SessionToken shown = token.get()) {
            return use(chain, shown);
        }
    }

    /** Who holds the token; using it keeps the sign-in from being idle. */
    public Decision use(List<X509Certificate> chain, SessionToken token) {
        return decide(chain, token, OperatorDesk::operator);
    }

    /** Likewise, without keeping it from being idle. */
    public Decision look(List<X509Certificate> chain, SessionToken token) {
        return decide(chain, token, OperatorDesk::look);
    }

    /** What the peer's certificate alone comes to. */
    public Decision judge(List<X509Certificate> chain) {
        return certificates.judge(chain);
    }

    private Decision decide(
            List<X509Certificate> chain,
            SessionToken token,
            BiFunction<OperatorDesk, SessionToken, Optional<Operator>> ask) {
        Optional<OperatorDesk> open = desk.get();
        if (open.isEmpty()) {
            return new Decision.Refused(new Refusal(Reason.PROVIDER_UNAVAILABLE, "this node is being started anew"));
        }
        try {
            return ask.apply(open.get(), token)
                    .map(operator -> withCertificate(chain, operator))
                    .orElseGet(() -> new Decision.Refused(
                            new Refusal(Reason.WRONG_CREDENTIALS, "no sign-in has this token, or it is over")));
        } catch (OperatorStateUnavailableException e) {
            return new Decision.Refused(new Refusal(Reason.PROVIDER_UNAVAILABLE, String.valueOf(e.getMessage())));
        }
    }

    private Decision withCertificate(List<X509Certificate> chain, Operator operator) {
        if (!operator.id().provider().equals(CertificateProvider.NAME)) {
            return new Decision.Known(operator);
        }
        return switch (certificates.judge(chain)) {
            case Decision.Known(Operator holder) ->
                holder.id().equals(operator.id())
                        ? new Decision.Known(operator)
                        : new Decision.Refused(
                                new Refusal(Reason.CERTIFICATE_REFUSED, holder.id() + " with another's sign-in"));
            case Decision.Refused refused -> refused;
            case Decision.Anonymous _ ->
                new Decision.Refused(
                        new Refusal(Reason.CERTIFICATE_REFUSED, operator.id() + " without the certificate"));
        };
    }
}
