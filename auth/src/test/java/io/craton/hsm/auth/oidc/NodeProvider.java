package io.craton.hsm.auth.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The npm package oidc-provider as a process of its own. */
public final class NodeProvider implements AutoCloseable {
    private static final Path HOME = Path.of("target", "oidc-provider").toAbsolutePath();

    private final Process process;

    /** Puts the package into the target directory, once. Skips the test, and says so, where that is not possible. */
    public static void install() throws Exception {
        assumeTrue(isOnPath("node") && isOnPath("npm"), "skipped: node and npm are not on PATH");
        Files.createDirectories(HOME);
        for (String file : List.of("package.json", "package-lock.json", "provider.mjs")) {
            try (InputStream in = Objects.requireNonNull(NodeProvider.class.getResourceAsStream(file))) {
                Files.copy(in, HOME.resolve(file), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        if (Files.exists(HOME.resolve("node_modules/oidc-provider/package.json"))) {
            return;
        }
        Path log = HOME.resolve("npm.log");
        Process npm = new ProcessBuilder("npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts")
                .directory(HOME.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        boolean ended = npm.waitFor(120, TimeUnit.SECONDS);
        if (!ended) {
            npm.destroyForcibly().waitFor();
        }
        assumeTrue(ended && npm.exitValue() == 0, () -> "skipped: npm cannot install oidc-provider, see " + log);
    }

    private static boolean isOnPath(String program) {
        return Stream.of(System.getenv("PATH").split(":"))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
    }

    public NodeProvider(int port, String keyId, String secret, URI callback, URI logout) throws Exception {
        this(port, keyId, secret, callback, logout, Map.of());
    }

    /** @param environment of the process, for instance {@code NODE_EXTRA_CA_CERTS}: whom it trusts when it posts logouts */
    public NodeProvider(
            int port, String keyId, String secret, URI callback, URI logout, Map<String, String> environment)
            throws Exception {
        Path log = HOME.resolve("provider-" + keyId + ".log");
        ProcessBuilder builder = new ProcessBuilder(Arrays.asList(
                        "node",
                        "provider.mjs",
                        String.valueOf(port),
                        keyId,
                        secret,
                        callback.toString(),
                        logout.toString()))
                .directory(HOME.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        process = builder.start();
        await().atMost(Duration.ofSeconds(30))
                .until(() -> !process.isAlive() || read(log).contains("ready"));
        assertThat(process.isAlive()).as("%s", read(log)).isTrue();
    }

    private static String read(Path file) throws IOException {
        return Files.readString(file);
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }
}
