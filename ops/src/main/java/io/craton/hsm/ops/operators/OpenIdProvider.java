package io.craton.hsm.ops.operators;

import io.craton.hsm.auth.Credentials.AuthorizationResponse;
import io.craton.hsm.auth.Credentials.DeviceCode;
import io.craton.hsm.auth.ProviderCheck;
import io.craton.hsm.auth.Refusal;
import io.craton.hsm.auth.Refusal.Reason;
import io.craton.hsm.auth.Role;
import io.craton.hsm.auth.RoleMapping;
import io.craton.hsm.auth.SignIn;
import io.craton.hsm.auth.desk.SignInDesk;
import io.craton.hsm.auth.desk.SourceAddress;
import io.craton.hsm.auth.oidc.OidcAuthenticator;
import io.craton.hsm.auth.oidc.OidcDeviceAuthenticator;
import io.craton.hsm.auth.oidc.OidcLogout;
import io.craton.hsm.auth.oidc.OidcLogout.Reading;
import io.craton.hsm.auth.oidc.OidcProvider;
import io.craton.hsm.auth.oidc.OidcSettings;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** An OpenID provider: its ways of signing in, how it ends sign-ins, and what its groups may do. Thread-safe. */
final class OpenIdProvider implements ProviderCheck, AutoCloseable {
    private final String name;
    private final OidcProvider provider;
    private final OidcAuthenticator browsers;
    private final OidcDeviceAuthenticator devices;
    private final OidcLogout logout;
    private final RoleMapping mapping;

    /** Those that began at this node. */
    private final DeviceSignIns begun = new DeviceSignIns();

    /** Asks the provider nothing yet. */
    OpenIdProvider(OidcSettings settings, Map<String, Set<Role>> roles, Clock clock) {
        this.name = settings.provider();
        this.mapping = RoleMapping.of(roles);
        this.provider = new OidcProvider(settings, clock);
        this.browsers = new OidcAuthenticator(provider, new SecureRandom());
        this.devices = new OidcDeviceAuthenticator(provider);
        this.logout = new OidcLogout(provider);
    }

    String name() {
        return name;
    }

    /** @throws IOException when the provider cannot be asked */
    OidcAuthenticator.Beginning beginInBrowser() throws IOException {
        return browsers.begin();
    }

    SignIn signIn(SignInDesk desk, AuthorizationResponse shown, SourceAddress source) {
        return desk.signIn(browsers, mapping, shown, source);
    }

    /**
     * Empty where there is no room for one more.
     *
     * @throws IOException when the provider cannot be asked, or does not offer this
     */
    Optional<OidcDeviceAuthenticator.Beginning> beginOnDevice(SourceAddress source) throws IOException {
        if (!begun.take(source, System.nanoTime())) {
            return Optional.empty();
        }
        boolean asked = false;
        try {
            OidcDeviceAuthenticator.Beginning beginning = devices.begin();
            asked = true;
            return Optional.of(beginning);
        } finally {
            if (!asked) {
                begun.end(source);
            }
        }
    }

    /** Refused as {@link Reason#PENDING}, or {@link Reason#ASKED_TOO_OFTEN}, until a person has confirmed. */
    SignIn signIn(SignInDesk desk, DeviceCode shown, SourceAddress source) {
        SignIn result = desk.signIn(devices, mapping, shown, source);
        if (!isWaiting(result)) {
            begun.end(source);
        }
        return result;
    }

    /** Whether somebody has to confirm yet. */
    static boolean isWaiting(SignIn result) {
        return result instanceof SignIn.Refused(Refusal(Reason reason, String _))
                && (reason == Reason.PENDING || reason == Reason.ASKED_TOO_OFTEN);
    }

    /** Ends the sessions that a logout token names. Empty when it was accepted. */
    Optional<Refusal> end(SignInDesk desk, String logoutToken) {
        return switch (logout.read(logoutToken)) {
            case Reading.Ended(var command) -> {
                desk.end(command);
                yield Optional.empty();
            }
            case Reading.Refused(var refusal) -> Optional.of(refusal);
        };
    }

    @Override
    public Result check() {
        return provider.check();
    }

    @Override
    public void close() {
        provider.close();
    }
}
