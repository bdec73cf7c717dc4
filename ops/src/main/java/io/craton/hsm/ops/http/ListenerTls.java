package io.craton.hsm.ops.http;

import io.craton.hsm.actors.system.NodeSystemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The listener's TLS: version 1.3 only, a client certificate asked for and not required. Changed files are taken over for new connections
 * within seconds; ones that cannot be used are reported, and the last good ones stay. Thread-safe.
 */
final class ListenerTls implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ListenerTls.class);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(2);

    private final String name;
    private final ListenerSettings settings;
    private final SslContextFactory.Server factory = new SslContextFactory.Server();
    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("craton-admin-tls").factory());

    /** Of the watch alone after the start. */
    private List<FileTime> times;

    ListenerTls(String name, ListenerSettings settings) throws IOException {
        this.name = name;
        this.settings = settings;
        times = modified();
        factory.setIncludeProtocols("TLSv1.3");
        factory.setWantClientAuth(true);
        factory.setSniRequired(false);
        factory.setRenegotiationAllowed(false);
        use(factory);
        long every = LOOK_EVERY.toMillis();
        var _ = watch.scheduleWithFixedDelay(this::look, every, every, TimeUnit.MILLISECONDS);
    }

    SslContextFactory.Server factory() {
        return factory;
    }

    private void look() {
        try {
            List<FileTime> present = modified();
            if (!present.equals(times)) {
                times = present;
                KeyMaterial renewed = KeyMaterial.load(settings);
                factory.reload(_ -> renewed.give(factory));
                LOG.info("TLS certificate and key of the {} listener were renewed", name);
            }
        } catch (Exception e) {
            LOG.warn("new TLS files of the {} listener are not used: {}", name, String.valueOf(e.getMessage()));
        }
    }

    private void use(SslContextFactory.Server target) throws IOException {
        try {
            KeyMaterial.load(settings).give(target);
        } catch (GeneralSecurityException | NodeSystemException e) {
            throw new IOException("TLS of the " + name + " listener: " + e.getMessage(), e);
        }
    }

    private List<FileTime> modified() throws IOException {
        List<FileTime> found = new ArrayList<>();
        for (Path file : List.of(settings.certificate(), settings.privateKey(), settings.clientAuthorities())) {
            found.add(Files.getLastModifiedTime(file));
        }
        return found;
    }

    @Override
    public void close() {
        watch.shutdownNow();
    }
}
