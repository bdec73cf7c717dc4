package io.craton.hsm.crypto;

import java.net.URL;
import java.net.URLClassLoader;
import java.util.List;

/**
 * The class loader of one backend: its adapter's classes and its untouched provider jar. From outside it sees the platform and the
 * backend port, nothing else, so that two providers that carry classes of one name never meet.
 */
final class IsolatingLoader extends URLClassLoader {
    private static final String OURS = "io.craton.hsm.";
    private static final String ADAPTERS = "io.craton.hsm.crypto.adapter.";

    IsolatingLoader(String backend, List<URL> urls) {
        super("backend-" + backend, urls.toArray(URL[]::new), new PortOnly());
    }

    /** The adapters are found where this module's classes are; nothing else of ours may be loaded a second time from there. */
    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        if (name.startsWith(OURS) && !name.startsWith(ADAPTERS)) {
            throw new ClassNotFoundException(name);
        }
        return super.findClass(name);
    }

    /** The platform and the port. */
    private static final class PortOnly extends ClassLoader {
        private static final String PORT = "io.craton.hsm.crypto.backend.";

        PortOnly() {
            super("backend-port", ClassLoader.getPlatformClassLoader());
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            if (name.startsWith(PORT)) {
                return Class.forName(name, false, IsolatingLoader.class.getClassLoader());
            }
            throw new ClassNotFoundException(name);
        }
    }
}
