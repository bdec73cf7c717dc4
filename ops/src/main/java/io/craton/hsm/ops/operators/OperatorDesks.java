package io.craton.hsm.ops.operators;

import io.craton.hsm.actors.system.NodeSystemException;
import io.craton.hsm.actors.system.PemFiles;
import io.craton.hsm.auth.desk.SignInDesk.Terms;
import io.craton.hsm.auth.ldap.LdapAuthenticator;
import io.craton.hsm.auth.ldap.LdapSettings;
import io.craton.hsm.auth.state.OperatorState;
import io.craton.hsm.core.secret.Secret;
import io.craton.hsm.core.secret.SecretStore;
import io.craton.hsm.crypto.seal.ClusterKey;
import io.craton.hsm.ops.config.NodeConfiguration;
import io.craton.hsm.ops.config.NodeConfiguration.Directory;
import io.craton.hsm.ops.config.NodeConfiguration.SignIn;
import io.craton.hsm.ops.operators.OperatorDesk.PasswordProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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
        List<PasswordProvider> providers = new ArrayList<>();
        for (Directory directory : signIn.directories()) {
            providers.add(provider(directory, secrets));
        }
        return new OperatorDesk(
                state,
                new Terms(configuration.cluster().name(), signIn.secondFactor(), signIn.terms()),
                clusterKey,
                providers,
                Clock.systemUTC());
    }

    private static PasswordProvider provider(Directory directory, SecretStore secrets) throws IOException {
        try {
            LdapSettings settings = new LdapSettings(
                    directory.name(),
                    directory.servers(),
                    directory.security(),
                    Set.copyOf(PemFiles.certificates(directory.authorities())),
                    new LdapSettings.ServiceAccount(directory.accountDn(), password(directory, secrets)),
                    directory.people(),
                    directory.groups(),
                    LdapSettings.Timing.DEFAULT);
            return new PasswordProvider(new LdapAuthenticator(settings), LdapSettings.roleMapping(directory.roles()));
        } catch (IllegalArgumentException | NodeSystemException e) {
            throw new IllegalArgumentException("sign-in.directories, " + directory.name() + ": " + e.getMessage(), e);
        }
    }

    /** The file's bytes without the line's end. */
    private static Secret password(Directory directory, SecretStore secrets) throws IOException {
        byte[] bytes = Files.readAllBytes(directory.passwordFile());
        int length = bytes.length;
        while (length > 0 && (bytes[length - 1] == '\n' || bytes[length - 1] == '\r')) {
            length--;
        }
        byte[] password = Arrays.copyOf(bytes, length);
        Arrays.fill(bytes, (byte) 0);
        return secrets.take(password);
    }
}
