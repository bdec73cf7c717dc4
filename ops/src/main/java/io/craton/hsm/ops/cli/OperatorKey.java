package io.craton.hsm.ops.cli;

import io.craton.hsm.actors.system.PemFiles;
import io.craton.hsm.ops.cli.ConnectionSettings.ClientKey;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * The operator's certificate and key, shown to whoever asks for one. A key store would derive keys from an empty password to hold them,
 * twice ten thousand rounds; whether the two belong together is seen in the handshake.
 */
final class OperatorKey extends X509ExtendedKeyManager {
    private static final String ALIAS = "operator";

    private final X509Certificate[] chain;
    private final PrivateKey key;

    private OperatorKey(X509Certificate[] chain, PrivateKey key) {
        this.chain = chain;
        this.key = key;
    }

    static OperatorKey read(ClientKey files) {
        List<X509Certificate> chain = PemFiles.certificates(files.certificate());
        String algorithm = chain.getFirst().getPublicKey().getAlgorithm();
        return new OperatorKey(
                chain.toArray(X509Certificate[]::new), PemFiles.privateKey(files.privateKey(), algorithm));
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return List.of(keyTypes).contains(chain[0].getPublicKey().getAlgorithm()) ? ALIAS : null;
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return new String[] {ALIAS};
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        return chain.clone();
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
        return key;
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null;
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }
}
