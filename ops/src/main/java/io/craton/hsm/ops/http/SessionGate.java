package io.craton.hsm.ops.http;

import io.craton.hsm.auth.Refusal;
import io.craton.hsm.auth.Refusal.Reason;
import io.craton.hsm.auth.SessionToken;
import io.craton.hsm.auth.state.OperatorState.OperatorStateUnavailableException;
import io.craton.hsm.ops.operators.OperatorDesk;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Lets in whoever sends the token of a sign-in ({@code Authorization: Bearer}, RFC 6750, section 2.1), on whichever node it began; everybody
 * else goes to the next gate. Thread-safe.
 */
public final class SessionGate implements CallerGate {
    private static final String SCHEME = "Bearer ";

    private final Supplier<Optional<OperatorDesk>> desk;
    private final CallerGate next;

    public SessionGate(Supplier<Optional<OperatorDesk>> desk, CallerGate next) {
        this.desk = desk;
        this.next = next;
    }

    @Override
    public Decision identify(List<X509Certificate> chain, Optional<String> authorization) {
        if (authorization.isEmpty()) {
            return next.identify(chain, authorization);
        }
        Optional<SessionToken> token = authorization
                .filter(header -> header.regionMatches(true, 0, SCHEME, 0, SCHEME.length()))
                .flatMap(header ->
                        SessionToken.parse(header.substring(SCHEME.length()).strip()));
        if (token.isEmpty()) {
            return new Decision.Refused(new Refusal(Reason.MALFORMED, "an authorization that is no sign-in's token"));
        }
        try (SessionToken shown = token.get()) {
            return desk.get()
                    .flatMap(open -> open.operator(shown))
                    .<Decision>map(Decision.Known::new)
                    .orElseGet(() -> new Decision.Refused(
                            new Refusal(Reason.WRONG_CREDENTIALS, "no sign-in has this token, or it is over")));
        } catch (OperatorStateUnavailableException e) {
            return new Decision.Refused(new Refusal(Reason.PROVIDER_UNAVAILABLE, String.valueOf(e.getMessage())));
        }
    }
}
