package io.craton.hsm.actors.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The TLS context made from a node's files, made anew when one of them has changed. Thread-safe. */
final class TlsContext {
    private static final Logger LOG = LoggerFactory.getLogger(TlsContext.class);

    /** The files are looked at no more often than this. */
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    private final TlsFiles files;

    /** Guarded by this, as the rest. */
    private SSLContext context;

    private List<FileTime> times;
    private long lookedNanos = System.nanoTime();

    /** Reads the files; throws {@link NodeSystemException} if they are no TLS material. */
    TlsContext(TlsFiles files) {
        this.files = files;
        times = modified(files);
        context = load(files);
    }

    /** The present context. Where changed files cannot be used, the last good one, and a warning. */
    synchronized SSLContext current() {
        long now = System.nanoTime();
        if (now - lookedNanos < LOOK_EVERY.toNanos()) {
            return context;
        }
        lookedNanos = now;
        try {
            List<FileTime> present = modified(files);
            if (!present.equals(times)) {
                times = present;
                context = load(files);
                LOG.info("TLS certificate and key between nodes were renewed");
            }
        } catch (NodeSystemException e) {
            LOG.warn("new TLS files between nodes are not used: {}", e.getMessage());
        }
        return context;
    }

    private static List<FileTime> modified(TlsFiles files) {
        return Stream.of(files.caCertificates(), files.certificate(), files.privateKey())
                .map(TlsContext::modified)
                .toList();
    }

    private static FileTime modified(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException e) {
            throw new NodeSystemException(
                    "cannot read " + file + ": " + e.getClass().getSimpleName(), e);
        }
    }

    private static SSLContext load(TlsFiles files) {
        List<X509Certificate> chain = PemFiles.certificates(files.certificate());
        List<X509Certificate> authorities = PemFiles.certificates(files.caCertificates());
        try {
            SSLContext context = SSLContext.getInstance("TLSv1.3");
            context.init(keyManagers(files, chain), trustManagers(authorities), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new NodeSystemException("cannot use the certificate in " + files.certificate(), e);
        }
    }

    private static KeyManager[] keyManagers(TlsFiles files, List<X509Certificate> chain)
            throws GeneralSecurityException, IOException {
        // The store lives in memory only, so its password protects nothing.
        char[] password = {};
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, password);
        store.setKeyEntry(
                "node",
                PemFiles.privateKey(files.privateKey(), chain.getFirst()),
                password,
                chain.toArray(X509Certificate[]::new));
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, password);
        return factory.getKeyManagers();
    }

    private static TrustManager[] trustManagers(List<X509Certificate> authorities)
            throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        for (int i = 0; i < authorities.size(); i++) {
            store.setCertificateEntry("ca-" + i, authorities.get(i));
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }
}
