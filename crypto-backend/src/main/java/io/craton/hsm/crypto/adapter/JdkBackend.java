package io.craton.hsm.crypto.adapter;

import java.security.Provider;
import java.security.Security;
import java.util.List;
import java.util.stream.Stream;

/** The JDK's own providers. */
public final class JdkBackend extends JcaBackend {
    public JdkBackend() {
        super(providers());
    }

    private static List<Provider> providers() {
        return Stream.of("SunRsaSign", "SunEC", "SunJCE", "SUN")
                .map(name -> {
                    Provider provider = Security.getProvider(name);
                    if (provider == null) {
                        throw new IllegalStateException("this JDK has no provider " + name);
                    }
                    return provider;
                })
                .toList();
    }

    @Override
    public String name() {
        return "jdk";
    }

    @Override
    public String version() {
        return "JDK " + Runtime.version();
    }
}
