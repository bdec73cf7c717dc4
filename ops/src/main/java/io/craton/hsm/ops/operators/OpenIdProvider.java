package io.craton.hsm.ops.operators;

import io.craton.hsm.auth.Role;
import io.craton.hsm.auth.RoleMapping;
import io.craton.hsm.auth.oidc.OidcAuthenticator;
import io.craton.hsm.auth.oidc.OidcDeviceAuthenticator;
import io.craton.hsm.auth.oidc.OidcLogout;
import io.craton.hsm.auth.oidc.OidcProvider;
import io.craton.hsm.auth.oidc.OidcSettings;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Map;
import java.util.Set;

/** An OpenID provider: its ways of signing in, how it ends sign-ins, and what its groups may do. Thread-safe. */
final class OpenIdProvider implements AutoCloseable {
    private final String name;
    private final OidcProvider provider;
    private final OidcAuthenticator browsers;
    private final OidcDeviceAuthenticator devices;
    private final OidcLogout logout;
    private final RoleMapping mapping;
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

    OidcAuthenticator browsers() {
        return browsers;
    }

    OidcDeviceAuthenticator devices() {
        return devices;
    }

    OidcLogout logout() {
        return logout;
    }

    RoleMapping mapping() {
        return mapping;
    }

    /** Those that began at this node. */
    DeviceSignIns begun() {
        return begun;
    }

    @Override
    public void close() {
        provider.close();
    }
}
