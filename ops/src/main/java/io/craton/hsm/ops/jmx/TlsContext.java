package io.craton.hsm.ops.jmx;

import io.craton.hsm.actors.system.NodeSystemException;
import io.craton.hsm.ops.http.KeyMaterial;
import io.craton.hsm.ops.http.ListenerSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** TLS out of files that may be renewed: changed ones count from the next connection on; where they cannot be used the last good ones stay. Thread-safe. */
final class TlsContext {
    private static final Logger LOG = LoggerFactory.getLogger(TlsContext.class);

    private final ListenerSettings settings;
    private SSLSocketFactory sockets;
    private List<FileTime> times;

    /** @throws IOException in one line: files that cannot be used */
    TlsContext(ListenerSettings settings) throws IOException {
        this.settings = settings;
        this.times = modified();
        try {
            this.sockets = load();
        } catch (GeneralSecurityException | NodeSystemException e) {
            throw new IOException("TLS of JMX: " + e.getMessage(), e);
        }
    }

    synchronized SSLSocketFactory sockets() {
        try {
            List<FileTime> present = modified();
            if (!present.equals(times)) {
                times = present;
                sockets = load();
                LOG.info("TLS certificate and key of JMX were renewed");
            }
        } catch (IOException | GeneralSecurityException | NodeSystemException e) {
            LOG.warn("new TLS files of JMX are not used: {}", String.valueOf(e.getMessage()));
        }
        return sockets;
    }

    private SSLSocketFactory load() throws GeneralSecurityException, IOException {
        KeyMaterial material = KeyMaterial.load(settings);
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(material.keys(), new char[0]);
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(material.authorities());
        SSLContext context = SSLContext.getInstance("TLSv1.3");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context.getSocketFactory();
    }

    private List<FileTime> modified() throws IOException {
        List<FileTime> found = new ArrayList<>();
        for (Path file : List.of(settings.certificate(), settings.privateKey(), settings.clientAuthorities())) {
            found.add(Files.getLastModifiedTime(file));
        }
        return found;
    }
}
