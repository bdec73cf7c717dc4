package io.craton.hsm.auth.ldap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.craton.hsm.auth.TestPki;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** An OpenLDAP server of its own on loopback, with a configuration and a database in a temporary directory. */
public final class Slapd implements AutoCloseable {
    private final Path directory;
    private final int plainPort;
    private final int tlsPort;
    private final Process process;

    /** Loads {@code ldif} and starts. */
    public Slapd(Path directory, TestPki pki, String ldif) throws Exception {
        this.directory = Files.createDirectories(directory);
        Path tls = directory.resolve("tls");
        pki.issue("/CN=localhost", "server", tls);
        Files.createDirectories(directory.resolve("data"));
        Path configuration = Files.writeString(directory.resolve("slapd.conf"), configuration(pki, tls));
        Path entries = Files.writeString(directory.resolve("entries.ldif"), ldif);
        run("/usr/sbin/slapadd", "-f", configuration.toString(), "-l", entries.toString());
        plainPort = freePort();
        tlsPort = freePort();
        process = new ProcessBuilder(
                        "/usr/sbin/slapd",
                        "-f",
                        configuration.toString(),
                        "-h",
                        "ldap://127.0.0.1:" + plainPort + " ldaps://127.0.0.1:" + tlsPort,
                        "-d",
                        "stats")
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("slapd.log").toFile())
                .start();
        await().atMost(Duration.ofSeconds(20)).until(() -> !process.isAlive() || answers(tlsPort));
        assertThat(process.isAlive())
                .as(Files.readString(directory.resolve("slapd.log")))
                .isTrue();
    }

    public int plainPort() {
        return plainPort;
    }

    public int tlsPort() {
        return tlsPort;
    }

    /** What the server logged: connections, operations and results. */
    public String log() throws IOException {
        return Files.readString(directory.resolve("slapd.log"));
    }

    public static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private String configuration(TestPki pki, Path tls) {
        return """
                include /etc/ldap/schema/core.schema
                include /etc/ldap/schema/cosine.schema
                include /etc/ldap/schema/inetorgperson.schema
                pidfile %1$s/slapd.pid
                modulepath /usr/lib/ldap
                moduleload back_mdb
                moduleload ppolicy
                TLSCACertificateFile %2$s
                TLSCertificateFile %3$s.pem
                TLSCertificateKeyFile %3$s.key
                security simple_bind=128
                database mdb
                suffix "dc=example,dc=com"
                rootdn "cn=root,dc=example,dc=com"
                directory %1$s/data
                overlay ppolicy
                ppolicy_default "cn=policy,dc=example,dc=com"
                ppolicy_use_lockout
                access to attrs=userPassword by anonymous auth by * none
                access to * by dn.exact="cn=hsm,dc=example,dc=com" read by anonymous auth by * none
                """.formatted(directory, pki.file("ca.pem"), tls);
    }

    private static boolean answers(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private void run(String... command) throws Exception {
        Path log = directory.resolve("slapadd.log");
        Process started = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        boolean ended = started.waitFor(30, TimeUnit.SECONDS);
        if (!ended) {
            started.destroyForcibly();
        }
        assertThat(ended && started.exitValue() == 0)
                .as("%s: %s", List.of(command), Files.readString(log))
                .isTrue();
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }
}
