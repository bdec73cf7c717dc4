package io.craton.hsm.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A certification authority that the openssl program keeps in a directory. */
public final class TestPki {
    private final Path directory;
    private final String name;

    /** Makes a root authority. */
    public TestPki(Path directory, String name) throws Exception {
        this.directory = Files.createDirectories(directory.resolve(name));
        this.name = name;
        prepare();
        openssl(
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
                "-keyout",
                "ca.key",
                "-out",
                "ca.pem",
                "-days",
                "30",
                "-subj",
                "/CN=" + name,
                "-config",
                "ca.cnf",
                "-extensions",
                "ca");
    }

    /** Makes an authority below {@code issuer}. */
    public TestPki(Path directory, String name, TestPki issuer) throws Exception {
        this.directory = Files.createDirectories(directory.resolve(name));
        this.name = name;
        prepare();
        issuer.issue("/CN=" + name, "ca", this.directory.resolve("ca"));
    }

    private void prepare() throws IOException {
        Files.writeString(directory.resolve("index.txt"), "");
        Files.writeString(directory.resolve("serial"), "1000\n");
        Files.writeString(directory.resolve("crlnumber"), "01\n");
        Files.writeString(directory.resolve("ca.cnf"), """
                [ca]
                basicConstraints = critical,CA:true
                keyUsage = critical,keyCertSign,cRLSign
                subjectKeyIdentifier = hash
                [req]
                distinguished_name = dn
                [dn]
                [ca_section]
                default_ca = here
                [here]
                database = index.txt
                serial = serial
                crlnumber = crlnumber
                new_certs_dir = .
                certificate = ca.pem
                private_key = ca.key
                default_md = sha256
                policy = any
                unique_subject = no
                [any]
                organizationName = optional
                organizationalUnitName = optional
                commonName = optional
                [client]
                basicConstraints = CA:false
                keyUsage = critical,digitalSignature
                extendedKeyUsage = clientAuth
                [server]
                basicConstraints = CA:false
                keyUsage = critical,digitalSignature
                extendedKeyUsage = serverAuth
                subjectAltName = DNS:localhost,IP:127.0.0.1
                [elsewhere]
                basicConstraints = CA:false
                keyUsage = critical,digitalSignature
                extendedKeyUsage = serverAuth
                subjectAltName = DNS:directory.example
                [any_use]
                basicConstraints = CA:false
                extendedKeyUsage = anyExtendedKeyUsage
                [no_use]
                basicConstraints = CA:false
                [encipher]
                basicConstraints = CA:false
                keyUsage = critical,keyAgreement
                extendedKeyUsage = clientAuth
                """);
    }

    public Path file(String file) {
        return directory.resolve(file);
    }

    public X509Certificate certificate() throws IOException, CertificateException {
        return read(file("ca.pem"));
    }

    /** A certificate of {@code subject} with the extensions of one section: client, server, any_use, no_use, encipher. */
    public X509Certificate issue(String subject, String section) throws Exception {
        return issue(subject, section, Files.createTempFile(directory, "leaf", ""));
    }

    /** Likewise, at {@code target} with .pem and .key added. Further options go to {@code openssl ca}. */
    public X509Certificate issue(String subject, String section, Path target, String... options) throws Exception {
        openssl(
                "req",
                "-new",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
                "-keyout",
                target + ".key",
                "-out",
                target + ".csr",
                "-subj",
                subject,
                "-config",
                "ca.cnf");
        List<String> arguments = new ArrayList<>(List.of(
                "ca",
                "-batch",
                "-notext",
                "-config",
                "ca.cnf",
                "-name",
                "here",
                "-extensions",
                section,
                "-in",
                target + ".csr",
                "-out",
                target + ".pem"));
        arguments.addAll(options.length == 0 ? List.of("-days", "10") : List.of(options));
        openssl(arguments.toArray(String[]::new));
        return read(Path.of(target + ".pem"));
    }

    public void revoke(X509Certificate certificate) throws Exception {
        openssl(
                "ca",
                "-config",
                "ca.cnf",
                "-name",
                "here",
                "-revoke",
                certificate.getSerialNumber().toString(16).toUpperCase(Locale.ROOT) + ".pem");
    }

    /** A revocation list of this moment that is good for a day. */
    public Path revocationList() throws Exception {
        return revocationList("-crldays", "1");
    }

    public Path revocationList(String... times) throws Exception {
        Path der = Files.createTempFile(directory, name, ".crl");
        List<String> arguments =
                new ArrayList<>(List.of("ca", "-config", "ca.cnf", "-name", "here", "-gencrl", "-out", "list.pem"));
        arguments.addAll(List.of(times));
        openssl(arguments.toArray(String[]::new));
        openssl("crl", "-in", "list.pem", "-outform", "DER", "-out", der.toString());
        return der;
    }

    /** TLS of a server with a certificate of this authority for localhost and 127.0.0.1. */
    public SSLContext serverTls() throws Exception {
        return serverTls("/CN=localhost", "server");
    }

    /** Likewise, with the names of another section. */
    public SSLContext serverTls(String subject, String section) throws Exception {
        Path target = Files.createTempFile(directory, "tls", "");
        X509Certificate certificate = issue(subject, section, target);
        String pem = Files.readString(Path.of(target + ".key")).replaceAll("-----[A-Z ]+-----|\\s", "");
        PrivateKey key = KeyFactory.getInstance("EC")
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(pem)));
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("server", key, new char[0], new Certificate[] {certificate});
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(store, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    private static X509Certificate read(Path pem) throws IOException, CertificateException {
        try (InputStream in = Files.newInputStream(pem)) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }

    private void openssl(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments));
        Path log = directory.resolve("openssl.log");
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        boolean ended = process.waitFor(30, TimeUnit.SECONDS);
        if (!ended) {
            process.destroyForcibly();
        }
        assertThat(ended && process.exitValue() == 0)
                .as("%s: %s", command, Files.readString(log))
                .isTrue();
    }
}
