package io.craton.hsm.ops.operators;

import io.craton.hsm.auth.Authenticator;
import io.craton.hsm.auth.Credentials.NameAndPassword;
import io.craton.hsm.auth.Operator;
import io.craton.hsm.auth.Refusal.Reason;
import io.craton.hsm.auth.RoleMapping;
import io.craton.hsm.auth.SessionToken;
import io.craton.hsm.auth.SignIn;
import io.craton.hsm.auth.desk.BreakGlassAuthenticator;
import io.craton.hsm.auth.desk.SignInDesk;
import io.craton.hsm.auth.desk.SignInDesk.Terms;
import io.craton.hsm.auth.desk.SourceAddress;
import io.craton.hsm.auth.ldap.LdapAuthenticator;
import io.craton.hsm.auth.state.OperatorState;
import io.craton.hsm.auth.totp.TotpEnrolment;
import io.craton.hsm.crypto.seal.ClusterKey;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where operators sign in on this node: the desk, and the providers it may ask for a name and a password. Every sign-in and refusal is
 * logged; one of the break-glass account as a warning. Thread-safe.
 */
public final class OperatorDesk implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OperatorDesk.class);

    /** One provider of names and passwords, and what its groups may do. */
    public record PasswordProvider(Authenticator<NameAndPassword> authenticator, RoleMapping mapping) {}

    private final SignInDesk desk;
    private final String breakGlass;
    private final Map<String, PasswordProvider> providers = new LinkedHashMap<>();

    /** Takes the providers over: they are closed with it. */
    public OperatorDesk(
            OperatorState state, Terms terms, ClusterKey clusterKey, List<PasswordProvider> configured, Clock clock) {
        this.desk = new SignInDesk(state, terms, new SealedTotpSecrets(clusterKey), clock, new SecureRandom());
        configured.forEach(provider -> providers.put(provider.authenticator().provider(), provider));
        PasswordProvider local =
                new PasswordProvider(new BreakGlassAuthenticator(state), BreakGlassAuthenticator.MAPPING);
        this.breakGlass = local.authenticator().provider();
        providers.put(breakGlass, local);
    }

    /** The names of the providers, the break-glass account's last. */
    public List<String> providers() {
        return List.copyOf(providers.keySet());
    }

    /** Tries the first factor. The caller closes {@code shown}. */
    public SignIn signIn(String provider, NameAndPassword shown, SourceAddress source) {
        PasswordProvider found = providers.get(provider);
        SignIn result = found == null
                ? SignIn.refused(Reason.UNKNOWN_NAME, "no provider of that name")
                : desk.signIn(found.authenticator(), found.mapping(), shown, source);
        return logged(result, source);
    }

    /** Tries the code. The caller wipes it. */
    public SignIn finish(SessionToken pending, char[] code, SourceAddress source) {
        return logged(desk.finish(pending, code, source), source);
    }

    private SignIn logged(SignIn result, SourceAddress source) {
        switch (result) {
            case SignIn.Accepted(Operator operator, SessionToken _) -> {
                if (operator.id().provider().equals(breakGlass)) {
                    LOG.warn("ALARM: the break-glass account signed in from {}", source.text());
                } else {
                    LOG.info("{} signed in from {} as {}", operator.id(), source.text(), operator.roles());
                }
            }
            case SignIn.Refused(var refusal) ->
                LOG.warn("a sign-in from {} refused: {}, {}", source.text(), refusal.reason(), refusal.detail());
            case SignIn.SecondFactorNeeded _, SignIn.EnrolmentNeeded _ -> {
                // The sign-in goes on with a code, which is logged.
            }
        }
        return result;
    }

    /** A secret for somebody who may enrol; empty when the pending sign-in is over. */
    public Optional<TotpEnrolment> enrol(SessionToken pending) {
        return desk.enrol(pending);
    }

    /** Who holds the token, if the session is not over. */
    public Optional<Operator> operator(SessionToken token) {
        return desk.operator(token);
    }

    public void signOut(SessionToken token) {
        desk.signOut(token);
    }

    @Override
    public void close() {
        providers.values().forEach(provider -> {
            if (provider.authenticator() instanceof LdapAuthenticator directory) {
                directory.close();
            }
        });
    }
}
