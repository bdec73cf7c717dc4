package io.craton.hsm.raft;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A certificate authority in a directory, made with openssl, and the certificates it issues. */
final class TestTls {
    private final Path directory;
    private final String ca;

    private TestTls(Path directory, String ca) {
        this.directory = directory;
        this.ca = ca;
    }

    static TestTls authority(Path directory, String name) {
        TestTls tls = new TestTls(directory, name);
        tls.openssl("req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=" + name
                + " -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign -keyout "
                + name + ".key -out " + name + ".pem");
        return tls;
    }

    /** A certificate for 127.0.0.1 and its key, under this authority. */
    TlsFiles issue(String name) {
        openssl("req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=" + name + " -keyout " + name
                + ".key -out " + name + ".csr");
        try {
            Files.writeString(
                    directory.resolve(name + ".ext"),
                    "subjectAltName=IP:127.0.0.1,DNS:localhost\nextendedKeyUsage=serverAuth,clientAuth\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        openssl("x509 -req -days 2 -in " + name + ".csr -CA " + ca + ".pem -CAkey " + ca
                + ".key -CAcreateserial -extfile " + name + ".ext -out " + name + ".pem");
        return new TlsFiles(
                directory.resolve(ca + ".pem"), directory.resolve(name + ".pem"), directory.resolve(name + ".key"));
    }

    private void openssl(String arguments) {
        try {
            Path log = directory.resolve("openssl.log");
            List<String> command = List.of(("openssl " + arguments).split(" "));
            Process process = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
            if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IllegalStateException("openssl " + arguments + " failed: " + Files.readString(log));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
