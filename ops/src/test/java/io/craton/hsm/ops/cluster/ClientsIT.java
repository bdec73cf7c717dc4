package io.craton.hsm.ops.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Programs that know nothing of this project use the cluster through the module: OpenSC, OpenSSL with its PKCS#11 engine, Java on two
 * versions; and a program of ours that does what such programs do at their worst.
 */
class ClientsIT {
    private static final Duration DEADLINE = Duration.ofSeconds(90);
    private static final Path NATIVE_TESTS = Path.of("src/test/native").toAbsolutePath();

    private static TestCluster cluster;

    @TempDir
    static Path shared;

    @TempDir
    Path directory;

    @BeforeAll
    static void start() {
        cluster = TestCluster.up(3);
        compileTraps();
        createAuthority();
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    private static void compileTraps() {
        Path generated = Path.of("../pkcs11-gateway/target/generated-native").toAbsolutePath();
        command("gcc", "-std=c11", "-O1", "-Wall", "-Wextra", "-Werror", "-I" + generated)
                .and("-o", shared.resolve("p11_traps"), NATIVE_TESTS.resolve("p11_traps.c"), "-ldl", "-lpthread")
                .run();
    }

    /** A certificate authority outside the token, one for all: Java finds issuers by name. */
    private static void createAuthority() {
        command("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
                .and("-keyout", shared.resolve("ca.key"), "-out", shared.resolve("ca.pem"))
                .and("-subj", "/CN=authority", "-days", "2")
                .run();
    }

    /** A command line under way. */
    private record CommandLine(List<String> words) {
        CommandLine and(Object... more) {
            return new CommandLine(Stream.concat(words.stream(), Stream.of(more).map(String::valueOf))
                    .toList());
        }

        /** Runs it as an application of the cluster; it must succeed. */
        String run() {
            Map<String, String> environment = Map.of(
                    "CRATON_HSM_CONFIG", cluster.home().resolve("client.conf").toString(),
                    "PKCS11_MODULE_PATH", cluster.module().toString());
            return cluster.run(environment, DEADLINE, words.toArray(String[]::new));
        }
    }

    private static CommandLine command(String... words) {
        return new CommandLine(List.of(words));
    }

    private static CommandLine pkcs11Tool(Object... arguments) throws IOException {
        return command("pkcs11-tool", "--module", cluster.module().toString(), "--token-label", TestCluster.TOKEN)
                .and("--login", "--pin", Files.readString(cluster.pinFile()))
                .and(arguments);
    }

    @ParameterizedTest
    @CsvSource({"rsa:2048, 11, SHA256-RSA-PKCS", "EC:prime256v1, 12, ECDSA-SHA256"})
    void opensslVerifiesWhatPkcs11ToolSigned(String keyType, String id, String mechanism) throws IOException {
        Path data = Files.writeString(directory.resolve("data"), "what is signed");
        Path signature = directory.resolve("signature");
        Path publicKey = directory.resolve("public.der");
        pkcs11Tool("--keypairgen", "--key-type", keyType, "--label", "pair" + id, "--id", id)
                .run();
        pkcs11Tool("--sign", "--mechanism", mechanism, "--id", id, "--signature-format", "openssl")
                .and("--input-file", data, "--output-file", signature)
                .run();
        pkcs11Tool("--read-object", "--type", "pubkey", "--id", id, "--output-file", publicKey)
                .run();

        assertThat(command("openssl", "dgst", "-sha256", "-keyform", "DER")
                        .and("-verify", publicKey, "-signature", signature, data)
                        .run())
                .contains("Verified OK");
    }

    @Test
    void opensslMakesACertificateRequestWithAKeyOfTheToken() throws IOException {
        Path request = directory.resolve("request.pem");
        pkcs11Tool("--keypairgen", "--key-type", "EC:prime256v1", "--label", "requester", "--id", "13")
                .run();
        command("openssl", "req", "-new", "-engine", "pkcs11", "-keyform", "engine", "-subj", "/CN=requester")
                .and("-key", keyUri("requester"), "-out", request)
                .run();

        assertThat(command("openssl", "req", "-verify", "-noout", "-in")
                        .and(request)
                        .run())
                .contains("verify OK");
        assertThat(command("openssl", "req", "-noout", "-subject", "-in")
                        .and(request)
                        .run())
                .contains("CN = requester");
    }

    private static String keyUri(String label) {
        return "pkcs11:token=" + TestCluster.TOKEN + ";object=" + label + ";type=private?pin-source=file:"
                + cluster.pinFile();
    }

    @ParameterizedTest
    @ValueSource(ints = {17, 25})
    void javaKeepsACertificateChainAndSigns(int version) {
        Optional<Path> home = jdk(version);
        assumeTrue(home.isPresent(), "there is no JDK " + version);
        String alias = "java" + version;
        Path bin = home.orElseThrow().resolve("bin");
        importChain(bin, alias);

        String said = command(bin.resolve("java").toString())
                .and(Path.of("src/test/java/io/craton/hsm/ops/cluster/SunPkcs11Program.java")
                        .toAbsolutePath())
                .and(cluster.home().resolve("java-pkcs11.conf"), cluster.pinFile(), alias)
                .run();

        assertThat(said)
                .contains("chain of " + alias + ": 2")
                .contains("signed with " + alias)
                .contains("signed with a new EC key")
                .contains("signed with a new RSA key")
                .contains("encrypted and decrypted with AES-GCM");
        assertThat(keytool(bin, "-list")).contains(alias + ", PrivateKeyEntry");
    }

    /** As an administrator does it: make a key, have it certified elsewhere, bring the chain back. */
    private void importChain(Path bin, String alias) {
        Path request = directory.resolve("request.pem");
        Path chain = directory.resolve("chain.pem");
        keytool(
                bin,
                "-genkeypair",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-alias",
                alias,
                "-dname",
                "CN=" + alias);
        keytool(bin, "-certreq", "-alias", alias, "-file", request);
        command("openssl", "x509", "-req", "-days", "2", "-in")
                .and(request, "-CA", shared.resolve("ca.pem"), "-CAkey", shared.resolve("ca.key"))
                .and("-out", chain)
                .run();
        append(shared.resolve("ca.pem"), chain);
        keytool(bin, "-importcert", "-noprompt", "-alias", alias, "-file", chain);
    }

    private static void append(Path from, Path to) {
        command("sh", "-c", "cat \"$0\" >>\"$1\"").and(from, to).run();
    }

    private static String keytool(Path bin, Object... arguments) {
        return command(bin.resolve("keytool").toString(), "-keystore", "NONE", "-storetype", "PKCS11")
                .and("-providerClass", "sun.security.pkcs11.SunPKCS11")
                .and("-providerArg", cluster.home().resolve("java-pkcs11.conf"))
                .and("-storepass:file", cluster.pinFile())
                .and(arguments)
                .run();
    }

    /** The JDK of a version among those the tests run on and those installed. */
    private static Optional<Path> jdk(int version) {
        if (Runtime.version().feature() == version) {
            return Optional.of(Path.of(System.getProperty("java.home")));
        }
        try (Stream<Path> installed = Files.list(Path.of("/usr/lib/jvm"))) {
            return installed.filter(path -> isJdk(path, version)).findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static boolean isJdk(Path home, int version) {
        try {
            return Files.isExecutable(home.resolve("bin/keytool"))
                    && Files.readString(home.resolve("release")).contains("JAVA_VERSION=\"" + version + ".");
        } catch (IOException e) {
            return false;
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "child-initializes-anew",
                "forks-while-threads-sign",
                "finalize-while-threads-sign",
                "finalize-at-exit",
                "reload-without-finalize",
                "many-initialize-at-once",
                "sockets-do-not-reach-other-programs",
                "application-closes-our-sockets",
                "gcm-round-trip",
            })
    void theLibraryEndures(String trap) {
        command(shared.resolve("p11_traps").toString())
                .and(cluster.module(), TestCluster.TOKEN, cluster.pinFile(), trap)
                .run();
    }

    @Test
    void upAgainChangesNothing() {
        List<JsonNode> before = cluster.status();
        List<String> files = digests();

        assertThat(cluster.craton("up")).contains("The cluster serves");

        assertThat(cluster.status()).extracting(node -> node.get("pid")).isEqualTo(pids(before));
        assertThat(digests()).isEqualTo(files);
    }

    private static List<JsonNode> pids(List<JsonNode> nodes) {
        return nodes.stream().map(node -> node.get("pid")).toList();
    }

    /** Digests of the files of the cluster that nothing but its making may write. */
    private static List<String> digests() {
        String found = command("sh", "-c", "cd \"$0\" && sha256sum *.key *.pin *.name *.conf */node.* ca/*")
                .and(cluster.home())
                .run();
        return found.lines().toList();
    }

    @Test
    void theCommandsShownAtTheEndOfUpWork() {
        List<String> lines = cluster.craton("up").lines().toList();
        List<String> shown = new ArrayList<>(lines.subList(lines.indexOf("Try it:") + 1, lines.size()));

        assertThat(shown).hasSize(5);
        shown.addFirst("set -e");
        assertThat(command("bash", "-c", String.join("\n", shown)).run())
                .contains(
                        "Key pair generated",
                        "BEGIN CERTIFICATE REQUEST",
                        "one more node may fail",
                        "Keystore provider: SunPKCS11-Craton");
    }

    @Test
    void statusTellsEachNodeToPrograms() {
        List<JsonNode> nodes = cluster.status();

        assertThat(nodes).extracting(node -> node.get("name").asText()).containsExactly("n1", "n2", "n3");
        assertThat(nodes).allSatisfy(node -> {
            assertThat(node.get("serving").asBoolean()).isTrue();
            assertThat(ProcessHandle.of(node.get("pid").asLong())).isPresent();
            assertThat(Path.of(node.get("gatewaySocket").asText())).exists();
        });
        assertThat(nodes.stream().mapToInt(node -> node.get("groupsLed").size()).sum())
                .isPositive();
    }

    @Test
    void envServesScripts() {
        String script = "eval \"$(CRATON_HOME=\"$0\" ../bin/craton env)\" && pkcs11-tool --module \"$CRATON_MODULE\""
                + " --token-label \"$CRATON_TOKEN\" --login --pin \"$(cat \"$CRATON_USER_PIN_FILE\")\" --list-objects"
                + " && test -s \"$CRATON_SO_PIN_FILE\" && test -s \"$CRATON_HSM_CONFIG\" && echo complete";

        assertThat(command("bash", "-c", script).and(cluster.home()).run()).contains("complete");
    }

    @Test
    void aKilledNodeStartsAgainAndServes() {
        long before = cluster.pid("n3");
        cluster.craton("kill", "n3");
        // Where it led a group, the others wait for the new leader for a moment.
        assertThat(cluster.status())
                .filteredOn(node -> !node.get("serving").asBoolean())
                .extracting(node -> node.get("name").asText())
                .contains("n3");

        cluster.craton("start", "n3");

        assertThat(cluster.pid("n3")).isPositive().isNotEqualTo(before);
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(cluster.status())
                        .allSatisfy(node ->
                                assertThat(node.get("serving").asBoolean()).isTrue()));
    }
}
