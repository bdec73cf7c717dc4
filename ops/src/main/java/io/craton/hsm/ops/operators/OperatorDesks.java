package io.craton.hsm.ops.operators;

import io.craton.hsm.actors.system.NodeSystemException;
import io.craton.hsm.actors.system.PemFiles;
import io.craton.hsm.auth.desk.SignInDesk.Terms;
import io.craton.hsm.auth.ldap.LdapAuthenticator;
import io.craton.hsm.auth.ldap.LdapSettings;
import io.craton.hsm.auth.oidc.OidcSettings;
import io.craton.hsm.auth.state.OperatorState;
import io.craton.hsm.core.secret.Secret;
import io.craton.hsm.core.secret.SecretStore;
import io.craton.hsm.crypto.seal.ClusterKey;
import io.craton.hsm.ops.config.NodeConfiguration;
import io.craton.hsm.ops.config.NodeConfiguration.Admin;
import io.craton.hsm.ops.config.NodeConfiguration.Directory;
import io.craton.hsm.ops.config.NodeConfiguration.OpenId;
import io.craton.hsm.ops.config.NodeConfiguration.SignIn;
import io.craton.hsm.ops.operators.OperatorDesk.PasswordProvider;
import io.craton.hsm.ops.operators.OperatorDesk.Providers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Makes the desk that a configuration describes. */
public final class OperatorDesks {
    private OperatorDesks() {}

    /**
     * Opens no connection to a provider.
     *
     * @throws IOException in one line: a file that cannot be used
     * @throws IllegalArgumentException in one line: settings that do not go together
     */
    public static OperatorDesk open(
            NodeConfiguration configuration, OperatorState state, ClusterKey clusterKey, SecretStore secrets)
            throws IOException {
        SignIn signIn = configuration.signIn();
        List<PasswordProvider> passwords = new ArrayList<>();
        for (Directory directory : signIn.directories()) {
            passwords.add(provider(directory, secrets));
        }
        List<OpenIdProvider> openId = new ArrayList<>();
        for (OpenId provider : signIn.openId()) {
            openId.add(provider(provider, secrets));
        }
        Optional<CertificateProvider> certificate = configuration.admin().map(admin -> certificate(admin, signIn));
        return new OperatorDesk(
                state,
                new Terms(configuration.cluster().name(), signIn.secondFactor(), signIn.terms()),
                clusterKey,
                new Providers(passwords, openId, certificate),
                Clock.systemUTC());
    }

    private static PasswordProvider provider(Directory directory, SecretStore secrets) throws IOException {
        try {
            LdapSettings settings = new LdapSettings(
                    directory.name(),
                    directory.servers(),
                    directory.security(),
                    Set.copyOf(PemFiles.certificates(directory.authorities())),
                    new LdapSettings.ServiceAccount(directory.accountDn(), secret(directory.passwordFile(), secrets)),
                    directory.people(),
                    directory.groups(),
                    LdapSettings.Timing.DEFAULT);
            return new PasswordProvider(new LdapAuthenticator(settings), LdapSettings.roleMapping(directory.roles()));
        } catch (IllegalArgumentException | NodeSystemException e) {
            throw new IllegalArgumentException("sign-in.directories, " + directory.name() + ": " + e.getMessage(), e);
        }
    }

    private static OpenIdProvider provider(OpenId openId, SecretStore secrets) throws IOException {
        try {
            Set<X509Certificate> authorities = openId.authorities().isEmpty()
                    ? Set.of()
                    : Set.copyOf(PemFiles.certificates(openId.authorities().get()));
            OidcSettings settings = new OidcSettings(
                    openId.name(),
                    openId.issuer(),
                    new OidcSettings.Client(openId.clientId(), secret(openId.secretFile(), secrets), openId.redirect()),
                    authorities,
                    openId.claims(),
                    openId.timing());
            return new OpenIdProvider(settings, openId.roles(), Clock.systemUTC());
        } catch (IllegalArgumentException | NodeSystemException e) {
            throw new IllegalArgumentException("sign-in.oidc, " + openId.name() + ": " + e.getMessage(), e);
        }
    }

    private static CertificateProvider certificate(Admin admin, SignIn signIn) {
        try {
            return CertificateProvider.of(admin, signIn);
        } catch (IllegalArgumentException | NodeSystemException e) {
            throw new IllegalArgumentException("admin.operators: " + e.getMessage(), e);
        }
    }

    /** The file's bytes without the line's end. */
    private static Secret secret(Path file, SecretStore secrets) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        int length = bytes.length;
        while (length > 0 && (bytes[length - 1] == '\n' || bytes[length - 1] == '\r')) {
            length--;
        }
        byte[] password = Arrays.copyOf(bytes, length);
        Arrays.fill(bytes, (byte) 0);
        return secrets.take(password);
    }
}
