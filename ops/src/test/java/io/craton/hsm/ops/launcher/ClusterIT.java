package io.craton.hsm.ops.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** A cluster of three nodes in processes of their own, used by stock programs. Each test leaves all nodes serving. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ClusterIT {
    private static final String ID = "0a0b0c0d0e0f";
    private static final String LABEL = "a-label-to-look-for";

    private Path directory;
    private Commands commands;
    private Path data;

    @BeforeAll
    void bringUp(@TempDir Path scratch) throws IOException, InterruptedException {
        directory = scratch;
        commands = new Commands(directory.resolve("c"));
        data = Files.writeString(directory.resolve("data"), "to be signed");
        commands.craton("up").succeeds();
    }

    @AfterAll
    void takeDown() throws IOException, InterruptedException {
        commands.craton("down").succeeds();
    }

    @Test
    @Order(1)
    void showsEveryNodeServing() throws IOException, InterruptedException {
        JsonNode nodes = status();
        assertThat(nodes).hasSize(3).allSatisfy(node -> {
            assertThat(node.get("serving").booleanValue()).isTrue();
            assertThat(node.get("pid").longValue()).isPositive();
            assertThat(Path.of(node.get("gatewaySocket").textValue())).exists();
            assertThat(node.get("groups")).hasSize(3);
        });
        assertThat(commands.craton("status").succeeds().out()).contains("n1", "n2", "n3", "serving");
    }

    @Test
    @Order(2)
    void leavesWhatRunsAloneWhenBroughtUpAgain() throws IOException, InterruptedException {
        List<Long> before = pids();
        commands.craton("up").succeeds();
        assertThat(pids()).isEqualTo(before);
        commands.craton("up", "--nodes", "5").fails(1);
        assertThat(pids()).isEqualTo(before);
    }

    @Test
    @Order(3)
    void keepsSecretsForTheOwnerAlone() throws IOException {
        for (String secret : List.of("cluster.key", "ca/ca.key", "n1/node.key", "so.pin", "user.pin")) {
            assertThat(PosixFilePermissions.toString(
                            Files.getPosixFilePermissions(commands.home().resolve(secret))))
                    .as(secret)
                    .isEqualTo("rw-------");
        }
    }

    @Test
    @Order(4)
    void printsAssignmentsThatAShellTakes() throws IOException, InterruptedException {
        String script = "eval \"$(\"$0\" env)\" && test -r \"$CRATON_MODULE\" && test -r \"$CRATON_USER_PIN_FILE\""
                + " && test -r \"$CRATON_SO_PIN_FILE\" && test -r \"$CRATON_HSM_CONFIG\" && echo $CRATON_TOKEN";
        assertThat(commands.run(List.of("sh", "-c", script, "../bin/craton"))
                        .succeeds()
                        .out())
                .isEqualTo("craton-demo\n");
    }

    @Test
    @Order(5)
    void signsWithAKeyMadeByPkcs11Tool() throws IOException, InterruptedException {
        commands.pkcs11Tool("--keypairgen", "--key-type", "EC:prime256v1", "--label", LABEL, "--id", ID)
                .succeeds();
        signAndVerify();
    }

    @Test
    @Order(6)
    void makesARequestForACertificateWithOpenssl() throws IOException, InterruptedException {
        String key = "pkcs11:token=craton-demo;object=" + LABEL + ";type=private?pin-source=file:"
                + commands.home().resolve("user.pin");
        Path request = directory.resolve("request.pem");
        commands.run(List.of(
                        "openssl",
                        "req",
                        "-new",
                        "-engine",
                        "pkcs11",
                        "-keyform",
                        "engine",
                        "-key",
                        key,
                        "-subj",
                        "/CN=demo",
                        "-out",
                        request.toString()))
                .succeeds();
        commands.run(List.of("openssl", "req", "-verify", "-noout", "-in", request.toString()))
                .succeeds();
    }

    @Test
    @Order(7)
    void listsTheTokenAsAJavaKeyStore() throws IOException, InterruptedException {
        commands.run(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-list",
                        "-keystore",
                        "NONE",
                        "-storetype",
                        "PKCS11",
                        "-providerClass",
                        "sun.security.pkcs11.SunPKCS11",
                        "-providerArg",
                        commands.home().resolve("java-pkcs11.conf").toString(),
                        "-storepass:file",
                        commands.home().resolve("user.pin").toString()))
                .succeeds();
    }

    @Test
    @Order(8)
    void signsWhileALeaderIsGoneAndTakesItBack() throws IOException, InterruptedException {
        String leader = leaderOf("g1");
        commands.craton("kill", leader).succeeds();
        signAndVerify();
        assertThat(commands.craton("status").succeeds().out())
                .contains(leader + " ")
                .contains("down");
        commands.craton("start", leader).succeeds();
        signAndVerify();
    }

    @Test
    @Order(9)
    void keepsEveryKeyWhenAllNodesAreKilledAtOnce() throws IOException, InterruptedException {
        for (String node : List.of("n1", "n2", "n3")) {
            commands.craton("kill", node).succeeds();
        }
        commands.craton("status").fails(1);
        commands.craton("up").succeeds();
        signAndVerify();
    }

    @Test
    @Order(10)
    void stopsInGoodOrderAndComesBack() throws IOException, InterruptedException {
        commands.craton("down").succeeds();
        assertThat(pids()).containsOnly(0L);
        assertThat(Files.readString(commands.home().resolve("n1/log/node.log"))).doesNotContain("did not stop");
        commands.craton("up").succeeds();
        signAndVerify();
    }

    @Test
    @Order(11)
    void writesNoLabelNoIdAndNoPinToDisk() throws IOException {
        List<byte[]> secrets = List.of(
                LABEL.getBytes(StandardCharsets.UTF_8),
                HexFormat.of().parseHex(ID),
                "craton-demo".getBytes(StandardCharsets.UTF_8),
                Files.readAllBytes(commands.home().resolve("user.pin")),
                Files.readAllBytes(commands.home().resolve("so.pin")));
        for (Path file : nodeFiles()) {
            String content = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
            assertThat(secrets)
                    .as(file.toString())
                    .noneMatch(secret -> content.contains(new String(secret, StandardCharsets.ISO_8859_1)));
        }
    }

    private List<Path> nodeFiles() throws IOException {
        List<Path> files = new ArrayList<>();
        for (String node : List.of("n1", "n2", "n3")) {
            try (Stream<Path> found = Files.walk(commands.home().resolve(node))) {
                found.filter(Files::isRegularFile).forEach(files::add);
            }
        }
        assertThat(files).hasSizeGreaterThan(20);
        return files;
    }

    private void signAndVerify() throws IOException, InterruptedException {
        Path signature = directory.resolve("signature");
        Path key = directory.resolve("key.der");
        commands.pkcs11Tool(
                        "--sign",
                        "--mechanism",
                        "ECDSA-SHA256",
                        "--signature-format",
                        "openssl",
                        "--id",
                        ID,
                        "-i",
                        data.toString(),
                        "-o",
                        signature.toString())
                .succeeds();
        commands.pkcs11Tool("--read-object", "--type", "pubkey", "--id", ID, "-o", key.toString())
                .succeeds();
        commands.run(List.of(
                        "openssl",
                        "dgst",
                        "-sha256",
                        "-keyform",
                        "DER",
                        "-verify",
                        key.toString(),
                        "-signature",
                        signature.toString(),
                        data.toString()))
                .succeeds();
    }

    private String leaderOf(String group) throws IOException, InterruptedException {
        for (JsonNode node : status()) {
            for (JsonNode seen : node.get("groups")) {
                if (seen.get("group").textValue().equals(group)
                        && !seen.get("leader").isNull()) {
                    return seen.get("leader").textValue();
                }
            }
        }
        throw new AssertionError("no node knows a leader of " + group);
    }

    private List<Long> pids() throws IOException, InterruptedException {
        List<Long> pids = new ArrayList<>();
        status().forEach(node -> pids.add(node.get("pid").longValue()));
        return pids;
    }

    private JsonNode status() throws IOException, InterruptedException {
        return new JsonMapper().readTree(commands.craton("status", "-o", "json").out());
    }
}
