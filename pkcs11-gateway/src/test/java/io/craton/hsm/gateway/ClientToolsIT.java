package io.craton.hsm.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Stock tools through the client library and the gateway. Needs opensc, gnutls-bin and openssl. */
class ClientToolsIT {
    private static final Path MODULE = Path.of("target/native/libcraton_hsm.so").toAbsolutePath();
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    private RunningGateway gateway;

    @BeforeEach
    void start() throws IOException, GatewayStartException {
        gateway = RunningGateway.start();
        Files.writeString(directory.resolve("client.conf"), "socket = " + gateway.socket + "\n");
    }

    /** Each tool was an application, and all of them are gone. */
    @AfterEach
    void stop() throws IOException {
        try {
            await().untilAsserted(() -> {
                assertThat(gateway.metrics().connectionsOpen()).isZero();
                assertThat(gateway.hsm.sessions()).isZero();
            });
            assertThat(gateway.hsm.openSecrets()).isZero();
            assertThat(gateway.metrics().requestsFailed()).isZero();
            assertThat(gateway.metrics().framesMalformed()).isZero();
        } finally {
            gateway.close();
        }
    }

    /** Runs a command in the test's directory; it must succeed. */
    private String run(String... command) throws IOException, InterruptedException {
        File output = directory.resolve("output.txt").toFile();
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output);
        builder.environment()
                .put("CRATON_HSM_CONFIG", directory.resolve("client.conf").toString());
        Process process = builder.start();
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError(String.join(" ", command) + " does not end");
        }
        String said = Files.readString(output.toPath());
        assertThat(process.exitValue())
                .as("%s: %s", String.join(" ", command), said)
                .isZero();
        return said;
    }

    private String pkcs11Tool(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("pkcs11-tool", "--module", MODULE.toString()));
        command.addAll(List.of(arguments));
        return run(command.toArray(String[]::new));
    }

    private String loggedIn(String... arguments) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of("--token-label", "demo", "--login", "--pin", "1234"));
        all.addAll(List.of(arguments));
        return pkcs11Tool(all.toArray(String[]::new));
    }

    @Test
    void listsSlotsAndMechanisms() throws IOException, InterruptedException {
        assertThat(pkcs11Tool("--list-slots")).contains("demo", "uninitialized");
        assertThat(pkcs11Tool("--list-mechanisms", "--slot", "0"))
                .contains("ECDSA-SHA256", "SHA256-RSA-PKCS", "AES-GCM", "RSA-PKCS-KEY-PAIR-GEN, keySize={2048,4096}");
    }

    @ParameterizedTest
    @CsvSource({
        "EC:prime256v1, ECDSA-SHA256",
        "EC:secp384r1, ECDSA-SHA256",
        "rsa:2048, SHA256-RSA-PKCS",
    })
    void opensslVerifiesWhatAGeneratedKeySigned(String keyType, String mechanism)
            throws IOException, InterruptedException {
        Files.writeString(directory.resolve("data"), "what is signed");
        loggedIn("--keypairgen", "--key-type", keyType, "--label", "pair", "--id", "01", "--usage-sign");
        assertThat(loggedIn("--list-objects")).contains("Private Key Object", "Public Key Object", "pair");

        List<String> sign = new ArrayList<>(List.of(
                "--sign", "--mechanism", mechanism, "--id", "01", "--input-file", "data", "--output-file", "sig"));
        if (keyType.startsWith("EC:")) {
            sign.addAll(List.of("--signature-format", "openssl"));
        }
        loggedIn(sign.toArray(String[]::new));
        // pkcs11-tool 0.23 cannot read a public key on P-384, from any module
        run(
                "p11tool",
                "--provider",
                MODULE.toString(),
                "--batch",
                "--login",
                "--set-pin=1234",
                "--export-pubkey",
                "--outfile=public.pem",
                "pkcs11:token=demo;object=pair;type=public");

        assertThat(run("openssl", "dgst", "-sha256", "-verify", "public.pem", "-signature", "sig", "data"))
                .contains("Verified OK");
    }

    @Test
    void readsAPublicKey() throws IOException, InterruptedException {
        loggedIn("--keypairgen", "--key-type", "rsa:2048", "--label", "pair", "--id", "01", "--usage-sign");
        loggedIn("--read-object", "--type", "pubkey", "--id", "01", "--output-file", "public.der");

        assertThat(run("openssl", "pkey", "-pubin", "-inform", "DER", "-in", "public.der", "-noout", "-text"))
                .contains("2048 bit");
    }

    @Test
    void destroysAKey() throws IOException, InterruptedException {
        loggedIn("--keygen", "--key-type", "AES:32", "--label", "gone", "--id", "02");
        assertThat(loggedIn("--list-objects", "--type", "secrkey")).contains("gone");

        loggedIn("--delete-object", "--type", "secrkey", "--id", "02");

        assertThat(loggedIn("--list-objects", "--type", "secrkey")).doesNotContain("gone");
    }

    @Test
    void initialisesASecondToken() throws IOException, InterruptedException {
        pkcs11Tool("--init-token", "--slot", "1", "--label", "second", "--so-pin", "so-pin-1");
        pkcs11Tool(
                "--slot", "1", "--init-pin", "--login", "--login-type", "so", "--so-pin", "so-pin-1", "--pin", "4321");
        pkcs11Tool("--slot", "1", "--login", "--pin", "4321", "--change-pin", "--new-pin", "9876");

        assertThat(pkcs11Tool("--slot", "1", "--login", "--pin", "9876", "--list-objects"))
                .doesNotContain("error");
    }

    @Test
    void gnutlsListsTheTokenAndMakesAKey() throws IOException, InterruptedException {
        assertThat(run("p11tool", "--provider", MODULE.toString(), "--list-tokens"))
                .contains("Label: demo");
        run(
                "p11tool",
                "--provider",
                MODULE.toString(),
                "--batch",
                "--login",
                "--set-pin=1234",
                "--generate-privkey=ecdsa",
                "--curve=secp256r1",
                "--label=made-by-gnutls",
                "--outfile=public.pem",
                "pkcs11:token=demo");

        assertThat(run(
                        "p11tool",
                        "--provider",
                        MODULE.toString(),
                        "--batch",
                        "--login",
                        "--set-pin=1234",
                        "--list-all",
                        "pkcs11:token=demo"))
                .contains("made-by-gnutls");
        assertThat(directory.resolve("public.pem")).content().contains("BEGIN PUBLIC KEY");
    }
}
