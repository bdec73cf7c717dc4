package io.craton.hsm.ops.operators;

import io.craton.hsm.auth.Authenticator;
import io.craton.hsm.auth.Credentials.AuthorizationResponse;
import io.craton.hsm.auth.Credentials.ClientCertificate;
import io.craton.hsm.auth.Credentials.DeviceCode;
import io.craton.hsm.auth.Credentials.NameAndPassword;
import io.craton.hsm.auth.Operator;
import io.craton.hsm.auth.OperatorId;
import io.craton.hsm.auth.ProviderCheck;
import io.craton.hsm.auth.Refusal;
import io.craton.hsm.auth.Refusal.Reason;
import io.craton.hsm.auth.RoleMapping;
import io.craton.hsm.auth.SessionToken;
import io.craton.hsm.auth.SignIn;
import io.craton.hsm.auth.desk.BreakGlassAuthenticator;
import io.craton.hsm.auth.desk.OperatorRegister;
import io.craton.hsm.auth.desk.SignInDesk;
import io.craton.hsm.auth.desk.SignInDesk.Terms;
import io.craton.hsm.auth.desk.SourceAddress;
import io.craton.hsm.auth.ldap.LdapAuthenticator;
import io.craton.hsm.auth.oidc.OidcAuthenticator;
import io.craton.hsm.auth.oidc.OidcDeviceAuthenticator;
import io.craton.hsm.auth.state.OperatorState;
import io.craton.hsm.auth.state.OperatorState.OperatorStateUnavailableException;
import io.craton.hsm.auth.totp.TotpEnrolment;
import io.craton.hsm.core.Octets;
import io.craton.hsm.crypto.seal.ClusterKey;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where operators sign in on this node: the desk, and the providers it may ask. Every sign-in and refusal is logged; one of the break-glass
 * account as a warning. Thread-safe.
 */
public final class OperatorDesk implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OperatorDesk.class);
    private static final Duration SWEEP_EVERY = Duration.ofMinutes(5);

    /** What one-time codes are counted under. */
    private static final String CODE = "code";

    /** One provider of names and passwords, and what its groups may do. */
    public record PasswordProvider(Authenticator<NameAndPassword> authenticator, RoleMapping mapping) {}

    /**
     * Who vouches for operators.
     *
     * @param certificate empty where this node takes none
     */
    record Providers(
            List<PasswordProvider> passwords, List<OpenIdProvider> openId, Optional<CertificateProvider> certificate) {
        Providers {
            passwords = List.copyOf(passwords);
            openId = List.copyOf(openId);
        }
    }

    private final SignInDesk desk;
    private final OperatorRegister register;
    private final String breakGlass;
    private final Map<String, PasswordProvider> passwords = new LinkedHashMap<>();
    private final Map<String, OpenIdProvider> openId = new LinkedHashMap<>();
    private final Optional<CertificateProvider> certificate;
    private final ScheduledExecutorService sweeping = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("craton-sign-in-sweep").factory());
    private final Map<String, SignInCount.Tally> tallies = new TreeMap<>();

    /** Takes the providers over: they are closed with it. */
    OperatorDesk(OperatorState state, Terms terms, ClusterKey clusterKey, Providers providers, Clock clock) {
        this.desk = new SignInDesk(state, terms, new SealedTotpSecrets(clusterKey), clock, new SecureRandom());
        this.register = new OperatorRegister(state, clock);
        providers
                .passwords()
                .forEach(provider -> passwords.put(provider.authenticator().provider(), provider));
        providers.openId().forEach(provider -> openId.put(provider.name(), provider));
        this.certificate = providers.certificate();
        PasswordProvider local =
                new PasswordProvider(new BreakGlassAuthenticator(state), BreakGlassAuthenticator.MAPPING);
        this.breakGlass = local.authenticator().provider();
        passwords.put(breakGlass, local);
        long every = SWEEP_EVERY.toMillis();
        var _ = sweeping.scheduleWithFixedDelay(this::sweep, every, every, TimeUnit.MILLISECONDS);
        passwords.keySet().forEach(provider -> tallies.put(provider, new SignInCount.Tally()));
        openId.keySet().forEach(provider -> tallies.put(provider, new SignInCount.Tally()));
        tallies.put(CODE, new SignInCount.Tally());
    }

    /** What came of first factors by provider, and of one-time codes, since this node joined the others. */
    public List<SignInCount> counts() {
        return tallies.entrySet().stream()
                .map(each -> each.getValue().count(each.getKey()))
                .toList();
    }

    /** A first factor that was right counts as accepted, whether a code is needed or not. */
    private SignIn counted(String provider, SignIn result) {
        SignInCount.Tally tally = tallies.get(provider);
        if (tally != null && result instanceof SignIn.Refused) {
            tally.fail();
        } else if (tally != null) {
            tally.accept();
        }
        return result;
    }

    private void sweep() {
        try {
            desk.sweep();
        } catch (OperatorStateUnavailableException e) {
            LOG.info("what is over of the operators' sign-ins is swept away later: {}", e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("what is over of the operators' sign-ins could not be swept away", e);
        }
    }

    /** The providers of names and passwords, the break-glass account's last. */
    public List<String> providers() {
        return List.copyOf(passwords.keySet());
    }

    /** The OpenID providers. */
    public List<String> openIdProviders() {
        return List.copyOf(openId.keySet());
    }

    /** What officers see and do of sign-ins. */
    public OperatorRegister register() {
        return register;
    }

    /** Tries a provider without anybody signing in; empty where there is none of that name that can be tried. */
    public Optional<ProviderCheck.Result> check(String provider) {
        OpenIdProvider found = openId.get(provider);
        if (found != null) {
            return Optional.of(found.check());
        }
        return Optional.ofNullable(passwords.get(provider))
                .map(PasswordProvider::authenticator)
                .flatMap(it -> it instanceof ProviderCheck checked ? Optional.of(checked.check()) : Optional.empty());
    }

    /** Tries the first factor. The caller closes {@code shown}. */
    public SignIn signIn(String provider, NameAndPassword shown, SourceAddress source) {
        PasswordProvider found = passwords.get(provider);
        SignIn result = found == null ? unknown() : desk.signIn(found.authenticator(), found.mapping(), shown, source);
        return counted(provider, logged(result, source));
    }

    /** Tries the certificate that a TLS peer has proved to hold. */
    public SignIn signIn(ClientCertificate shown, SourceAddress source) {
        return logged(
                certificate
                        .map(it -> desk.signIn(it.authenticator(), it.mapping(), it.policy(), shown, source))
                        .orElseGet(OperatorDesk::unknown),
                source);
    }

    /**
     * Begins a sign-in of a browser, which goes to the provider and comes back to any node. Empty where there is no such provider.
     *
     * @throws IOException when the provider cannot be asked
     */
    public Optional<OidcAuthenticator.Beginning> beginInBrowser(String provider) throws IOException {
        OpenIdProvider found = openId.get(provider);
        return found == null ? Optional.empty() : Optional.of(found.beginInBrowser());
    }

    /** Goes on with what a browser brought back. */
    public SignIn signIn(String provider, AuthorizationResponse shown, SourceAddress source) {
        OpenIdProvider found = openId.get(provider);
        return counted(provider, logged(found == null ? unknown() : found.signIn(desk, shown, source), source));
    }

    /**
     * Begins a sign-in that a person confirms on another device. Empty where there is no such provider, or no room for more.
     *
     * @throws IOException when the provider cannot be asked, or does not offer this
     */
    public Optional<OidcDeviceAuthenticator.Beginning> beginOnDevice(String provider, SourceAddress source)
            throws IOException {
        OpenIdProvider found = openId.get(provider);
        return found == null ? Optional.empty() : found.beginOnDevice(source);
    }

    /** Asks whether the person has confirmed: refused as {@link Reason#PENDING} until then. At any node. */
    public SignIn signIn(String provider, DeviceCode shown, SourceAddress source) {
        OpenIdProvider found = openId.get(provider);
        SignIn result = found == null ? unknown() : found.signIn(desk, shown, source);
        return OpenIdProvider.isWaiting(result) ? result : counted(provider, logged(result, source));
    }

    /** Ends the sessions, on every node, that a provider's logout token names. Empty when it was accepted. */
    public Optional<Refusal> endAtProvider(String provider, String logoutToken) {
        OpenIdProvider found = openId.get(provider);
        Optional<Refusal> refusal = found == null
                ? Optional.of(new Refusal(Reason.UNKNOWN_NAME, "no provider of that name"))
                : found.end(desk, logoutToken);
        refusal.ifPresentOrElse(
                it -> LOG.warn("a logout token refused: {}, {}", it.reason(), it.detail()),
                () -> LOG.info("{} ended sign-ins of its own", provider));
        return refusal;
    }

    /** Tries the code. The caller wipes it. */
    public SignIn finish(SessionToken pending, char[] code, SourceAddress source) {
        return counted(CODE, logged(desk.finish(pending, code, source), source));
    }

    private static SignIn unknown() {
        return SignIn.refused(Reason.UNKNOWN_NAME, "no provider of that name");
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

    /** Likewise, without keeping the session from being idle. */
    public Optional<Operator> look(SessionToken token) {
        return desk.look(token);
    }

    /** Of these hashes of tokens, the ones whose session is over. */
    public Set<Octets> over(Set<Octets> tokens) {
        return desk.over(tokens);
    }

    /** Whether {@code operator} has enrolled a second factor. */
    public boolean hasSecondFactor(OperatorId operator) {
        return desk.hasSecondFactor(operator);
    }

    public void signOut(SessionToken token) {
        desk.signOut(token);
    }

    @Override
    public void close() {
        sweeping.shutdownNow();
        openId.values().forEach(OpenIdProvider::close);
        passwords.values().forEach(provider -> {
            if (provider.authenticator() instanceof LdapAuthenticator directory) {
                directory.close();
            }
        });
    }
}
