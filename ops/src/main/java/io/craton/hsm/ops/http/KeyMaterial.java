package io.craton.hsm.ops.http;

import io.craton.hsm.actors.system.PemFiles;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** What a listener shows and whom it trusts, read from its files. */
public record KeyMaterial(KeyStore keys, KeyStore authorities) {
    public static KeyMaterial load(ListenerSettings settings) throws GeneralSecurityException, IOException {
        List<X509Certificate> chain = PemFiles.certificates(settings.certificate());
        // The store lives in memory only, so its password protects nothing.
        KeyStore keys = KeyStore.getInstance("PKCS12");
        keys.load(null, new char[0]);
        keys.setKeyEntry(
                "admin",
                PemFiles.privateKey(settings.privateKey(), chain.getFirst()),
                new char[0],
                chain.toArray(X509Certificate[]::new));
        KeyStore authorities = KeyStore.getInstance("PKCS12");
        authorities.load(null, null);
        int number = 0;
        for (X509Certificate authority : PemFiles.certificates(settings.clientAuthorities())) {
            authorities.setCertificateEntry("ca-" + number++, authority);
        }
        return new KeyMaterial(keys, authorities);
    }

    void give(SslContextFactory.Server target) {
        target.setKeyStore(keys);
        target.setKeyStorePassword("");
        target.setTrustStore(authorities);
    }
}
