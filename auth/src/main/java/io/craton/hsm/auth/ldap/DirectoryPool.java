package io.craton.hsm.auth.ldap;

import com.unboundid.ldap.sdk.FailoverServerSet;
import com.unboundid.ldap.sdk.LDAPConnectionOptions;
import com.unboundid.ldap.sdk.LDAPConnectionPool;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.PasswordProvider;
import com.unboundid.ldap.sdk.PostConnectProcessor;
import com.unboundid.ldap.sdk.SimpleBindRequest;
import com.unboundid.ldap.sdk.StartTLSPostConnectProcessor;
import io.craton.hsm.auth.TrustedTls;
import io.craton.hsm.auth.ldap.LdapSettings.Security;
import io.craton.hsm.core.secret.Secret;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** Makes the pool of connections to a directory: protected, bound as the service account, to the first server that answers. */
final class DirectoryPool {
    /** After this a connection is made anew, so that the first server is used again when it is back. */
    private static final Duration MAX_AGE = Duration.ofMinutes(5);

    private DirectoryPool() {}

    /** Opens nothing yet: a directory that is away must not keep a node from starting. */
    static LDAPConnectionPool of(LdapSettings settings) {
        SSLContext tls = TrustedTls.of(settings.authorities());
        boolean startTls = settings.security() == Security.START_TLS;
        @Nullable PostConnectProcessor afterConnect = startTls ? new StartTLSPostConnectProcessor(tls) : null;
        String[] hosts =
                settings.servers().stream().map(LdapSettings.Server::host).toArray(String[]::new);
        int[] ports =
                settings.servers().stream().mapToInt(LdapSettings.Server::port).toArray();
        FailoverServerSet servers = startTls
                ? new FailoverServerSet(hosts, ports, options(settings))
                : new FailoverServerSet(hosts, ports, tls.getSocketFactory(), options(settings));
        servers.setMaxFailoverConnectionAgeMillis(MAX_AGE.toMillis());
        SimpleBindRequest bind = new SimpleBindRequest(
                settings.account().dn(), new ServicePassword(settings.account().password()));
        try {
            LDAPConnectionPool pool =
                    new LDAPConnectionPool(servers, bind, 0, settings.timing().maxConnections(), afterConnect, false);
            pool.setConnectionPoolName("auth-" + settings.provider());
            pool.setCreateIfNecessary(false);
            pool.setMaxWaitTimeMillis(settings.timing().answer().toMillis());
            pool.setMaxConnectionAgeMillis(MAX_AGE.toMillis());
            pool.setRetryFailedOperationsDueToInvalidConnections(true);
            return pool;
        } catch (LDAPException e) {
            throw new IllegalStateException("a pool without connections opens none", e);
        }
    }

    private static LDAPConnectionOptions options(LdapSettings settings) {
        LDAPConnectionOptions options = new LDAPConnectionOptions();
        options.setConnectTimeoutMillis((int) settings.timing().connect().toMillis());
        options.setResponseTimeoutMillis(settings.timing().answer().toMillis());
        options.setAbandonOnTimeout(true);
        options.setFollowReferrals(false);
        options.setBindWithDNRequiresPassword(true);
        options.setUseSynchronousMode(true);
        options.setSSLSocketVerifier(new ServerNameVerifier());
        return options;
    }

    /** Reads the password at each bind, so that the pool keeps no copy. */
    private static final class ServicePassword extends PasswordProvider {
        private static final long serialVersionUID = 1L;

        private final transient Secret password;

        ServicePassword(Secret password) {
            this.password = password;
        }

        @Override
        public byte[] getPasswordBytes() {
            return password.withBytes(byte[]::clone);
        }
    }
}
