package io.craton.hsm.actors.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A certificate authority made by openssl in a folder of the test's own. */
public final class TestAuthority {
    private final Path folder;
    private final String name;

    private TestAuthority(Path folder, String name) {
        this.folder = folder;
        this.name = name;
    }

    public static TestAuthority create(Path folder, String name) {
        openssl(
                folder,
                List.of(
                        "req",
                        "-x509",
                        "-newkey",
                        "ec",
                        "-pkeyopt",
                        "ec_paramgen_curve:P-256",
                        "-nodes",
                        "-days",
                        "2",
                        "-subj",
                        "/CN=" + name,
                        "-keyout",
                        name + ".key",
                        "-out",
                        name + ".crt"));
        return new TestAuthority(folder, name);
    }

    /** Certifies {@code node} under subject alternative names such as {@code IP:127.0.0.1}. */
    public TlsFiles issue(String node, String alternativeNames) {
        String file = name + "-" + node;
        openssl(
                folder,
                List.of(
                        "req",
                        "-newkey",
                        "ec",
                        "-pkeyopt",
                        "ec_paramgen_curve:P-256",
                        "-nodes",
                        "-subj",
                        "/CN=" + node,
                        "-keyout",
                        file + ".key",
                        "-out",
                        file + ".csr"));
        try {
            Files.writeString(folder.resolve(file + ".ext"), "subjectAltName=" + alternativeNames + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        openssl(
                folder,
                List.of(
                        "x509",
                        "-req",
                        "-days",
                        "2",
                        "-in",
                        file + ".csr",
                        "-CA",
                        name + ".crt",
                        "-CAkey",
                        name + ".key",
                        "-CAcreateserial",
                        "-extfile",
                        file + ".ext",
                        "-out",
                        file + ".crt"));
        return new TlsFiles(certificate(), folder.resolve(file + ".crt"), folder.resolve(file + ".key"));
    }

    public Path certificate() {
        return folder.resolve(name + ".crt");
    }

    private static void openssl(Path folder, List<String> arguments) {
        List<String> command = new java.util.ArrayList<>(List.of("openssl"));
        command.addAll(arguments);
        try {
            Process process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IllegalStateException("openssl " + arguments.getFirst() + " failed: " + said);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
