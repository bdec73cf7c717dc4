package io.craton.hsm.crypto;

import io.craton.hsm.crypto.backend.Backend;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Finds and loads backends. One provider jar is loaded once in a process however many modules are opened: a native library costs a
 * second and 30 MiB each time, and its code cannot be unloaded.
 */
final class BackendLoading {
    /** The backends the product knows, and the adapter of each. */
    enum Known {
        AWSLC("io.craton.hsm.crypto.adapter.AwsLcBackend", true),
        JDK("io.craton.hsm.crypto.adapter.JdkBackend", false);

        private final String adapter;
        private final boolean needsProviderJar;

        Known(String adapter, boolean needsProviderJar) {
            this.adapter = adapter;
            this.needsProviderJar = needsProviderJar;
        }

        String backendName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What loading came to: a backend, or the reason there is none. */
    sealed interface Loaded {
        record Ready(Backend backend) implements Loaded {}

        record Missing(String reason) implements Loaded {}
    }

    private record Origin(Known known, Optional<Path> jar) {}

    private static final ConcurrentHashMap<Origin, Loaded> LOADED = new ConcurrentHashMap<>();

    private BackendLoading() {}

    static Loaded load(Known known, CryptoSettings settings) {
        if (!known.needsProviderJar) {
            return LOADED.computeIfAbsent(new Origin(known, Optional.empty()), BackendLoading::instantiate);
        }
        if (settings.backendsDirectory().isEmpty()) {
            return new Loaded.Missing("no backends directory is configured");
        }
        Path jar = settings.backendsDirectory()
                .get()
                .resolve(known.backendName())
                .resolve("provider.jar")
                .toAbsolutePath()
                .normalize();
        if (!Files.isReadable(jar)) {
            return new Loaded.Missing("no readable file " + jar);
        }
        return LOADED.computeIfAbsent(new Origin(known, Optional.of(jar)), BackendLoading::instantiate);
    }

    private static Loaded instantiate(Origin origin) {
        try {
            List<URL> urls = new ArrayList<>();
            urls.add(ownClasses());
            if (origin.jar().isPresent()) {
                urls.add(origin.jar().get().toUri().toURL());
            }
            // Never closed: the backend goes on loading classes and resources from it as long as the process lives.
            IsolatingLoader loader = new IsolatingLoader(origin.known().backendName(), urls);
            Class<?> adapter = Class.forName(origin.known().adapter, true, loader);
            return new Loaded.Ready((Backend) adapter.getDeclaredConstructor().newInstance());
        } catch (InvocationTargetException e) {
            return new Loaded.Missing(reason(e.getCause() == null ? e : e.getCause()));
        } catch (ReflectiveOperationException | MalformedURLException | LinkageError e) {
            return new Loaded.Missing(reason(e));
        }
    }

    private static URL ownClasses() {
        return BackendLoading.class.getProtectionDomain().getCodeSource().getLocation();
    }

    private static String reason(Throwable failure) {
        String message = failure.getMessage();
        return message == null
                ? failure.getClass().getSimpleName()
                : message.lines().findFirst().orElse("").strip();
    }
}
