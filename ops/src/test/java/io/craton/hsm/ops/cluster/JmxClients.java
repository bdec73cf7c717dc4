package io.craton.hsm.ops.cluster;

import io.craton.hsm.actors.system.PemFiles;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.rmi.NotBoundException;
import java.rmi.registry.LocateRegistry;
import java.rmi.registry.Registry;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.management.remote.JMXConnector;
import javax.management.remote.rmi.RMIConnector;
import javax.management.remote.rmi.RMIServer;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.rmi.ssl.SslRMIClientSocketFactory;
import org.jspecify.annotations.Nullable;

/** JMX connections of this process, which shows each port another certificate or none: RMI takes the JVM's one TLS context for all of them. */
final class JmxClients {
    private final Map<Integer, String> operators = new ConcurrentHashMap<>();
    private final Path directory;

    /** @param home of the cluster, whose authority is trusted by the whole JVM from now on */
    JmxClients(Path home) {
        this.directory = home.resolve("operators");
        try {
            KeyStore authorities = KeyStore.getInstance("PKCS12");
            authorities.load(null, null);
            authorities.setCertificateEntry(
                    "ca", PemFiles.certificates(home.resolve("ca/ca.pem")).getFirst());
            TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
            trust.init(authorities);
            SSLContext context = SSLContext.getInstance("TLSv1.3");
            context.init(new KeyManager[] {new Keys()}, trust.getTrustManagers(), null);
            SSLContext.setDefault(context);
        } catch (GeneralSecurityException | IOException e) {
            throw new AssertionError(e);
        }
    }

    /** @param operator whose certificate is shown at {@code port}; null for nobody's */
    JMXConnector connect(int port, @Nullable String operator, String... credentials)
            throws IOException, NotBoundException {
        if (operator != null) {
            operators.put(port, operator);
        }
        Map<String, Object> environment = new HashMap<>();
        if (credentials.length > 0) {
            environment.put(JMXConnector.CREDENTIALS, credentials);
        }
        JMXConnector connector = new RMIConnector((RMIServer) registry(port).lookup("jmxrmi"), environment);
        connector.connect();
        return connector;
    }

    Registry registry(int port) throws IOException {
        return LocateRegistry.getRegistry("127.0.0.1", port, new SslRMIClientSocketFactory());
    }

    private final class Keys extends X509ExtendedKeyManager {
        @Override
        public @Nullable String chooseClientAlias(
                String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
            return socket == null ? null : operators.get(socket.getPort());
        }

        @Override
        public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
            return operators.values().toArray(String[]::new);
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return chain(alias).toArray(X509Certificate[]::new);
        }

        private List<X509Certificate> chain(String alias) {
            return PemFiles.certificates(directory.resolve(alias + ".pem"));
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return PemFiles.privateKey(
                    directory.resolve(alias + ".key"), chain(alias).getFirst());
        }

        @Override
        public @Nullable String chooseServerAlias(
                String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
            return null;
        }

        @Override
        public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
            return null;
        }
    }
}
