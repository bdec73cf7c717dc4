package io.craton.hsm.ops.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Runs every command of docs/operate/cli.md as an operator would. */
@Timeout(480)
class CommandLineIT {
    private static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();
    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();

    private static TestCluster cluster;

    @BeforeAll
    static void start() {
        cluster = TestCluster.up(3);
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    /** A shell as the page assumes it: in the repository, with what {@code bin/craton env} prints. */
    private static String shell(String command) {
        Map<String, String> environment = new HashMap<>();
        environment.put("CRATON_HOME", cluster.home().toString());
        environment.put(
                "CRATON_ADMIN_CONFIG", cluster.home().resolve("admin.conf").toString());
        return cluster.run(
                environment,
                DEADLINE,
                "bash",
                "-c",
                "cd '" + REPOSITORY + "' && eval \"$(bin/craton env)\" && " + command);
    }

    private static JsonNode json(String command) throws IOException {
        return JSON.readTree(shell("bin/craton-admin " + command + " -o json"));
    }

    private static int exitCode(String command) {
        String output = shell("{ bin/craton-admin " + command + " >/dev/null 2>&1 </dev/null; echo $?; }");
        return Integer.parseInt(output.strip());
    }

    private static List<String> documented() throws IOException {
        List<String> commands = new ArrayList<>();
        Pattern.compile("(?s)```\n(.*?)```")
                .matcher(Files.readString(REPOSITORY.resolve("docs/operate/cli.md")))
                .results()
                .flatMap(block -> block.group(1).lines())
                .filter(line -> line.startsWith("bin/craton-admin "))
                .forEach(commands::add);
        return commands;
    }

    @Test
    void everyCommandOfThePageWorks() throws Exception {
        List<String> commands = documented();
        assertThat(commands).hasSizeGreaterThan(15);
        for (String command : commands) {
            shell(filled(command));
        }
        assertThat(json("token list").at("/slots/1/token/label").asText()).isEqualTo("second");
        assertThat(cluster.home().resolve("admin.conf")).content().contains("endpoint = https://");
    }

    /** Puts in what the page leaves to its reader. */
    private static String filled(String command) throws IOException {
        String text = command.replace(".craton/", cluster.home() + "/");
        if (command.endsWith("OBJECT")) {
            JsonNode keys = json("object list --slot 1 --pin-file \"$CRATON_USER_PIN_FILE\"");
            return text.replace("OBJECT", keys.at("/objects/0/object").asText());
        }
        if (command.endsWith("FILE")) {
            return text.replace("--password-file FILE", "--password-file " + breakGlassPassword());
        }
        if (command.endsWith("SESSION")) {
            return text.replace("SESSION", used("session list", "/sessions/0/session"));
        }
        return command.endsWith("APPLICATION")
                ? text.replace("APPLICATION", used("session applications", "/applications/0/application"))
                : text;
    }

    private static Path breakGlassPassword() {
        return cluster.nodes().stream()
                .map(node -> cluster.home().resolve(node).resolve("data/break-glass.password"))
                .filter(Files::exists)
                .findFirst()
                .orElseThrow();
    }

    /** Starts an application and answers how the list shows it. */
    private static String used(String list, String pointer) {
        cluster.loop(cluster.preferring("n1"), "sign", "cli", 30);
        return Awaitility.await()
                .atMost(DEADLINE)
                .until(() -> json(list + " --slot 0").at(pointer).asText(), found -> !found.isEmpty());
    }

    @Test
    void jsonIsTheApisOwnDocument() throws Exception {
        try (ApiClient api = ApiClient.demo(cluster.home(), "n1")) {
            JsonNode theirs = api.get("/api/v1/cluster").at("");
            JsonNode ours = json("status");

            for (String pointer : List.of("/name", "/failureTolerance", "/versions")) {
                assertThat(ours.at(pointer)).isEqualTo(theirs.at(pointer));
            }
            assertThat(ours.at("/nodes")).hasSize(3);
            assertThat(json("fips status"))
                    .isEqualTo(api.get("/api/v1/self-tests").at(""));
            assertThat(json("token list").at("/slots/0/token/serial"))
                    .isEqualTo(api.get("/api/v1/slots").at("/slots/0/token/serial"));
        }
    }

    @Test
    void exitCodesAreTheDocumentedOnes() throws Exception {
        Path wrong = Files.writeString(cluster.home().resolve("wrong.pin"), "00000000");

        assertThat(exitCode("status")).isZero();
        assertThat(exitCode("cluster transfer g1 n9")).isEqualTo(1);
        assertThat(exitCode("status --nonsense")).isEqualTo(2);
        assertThat(exitCode("pin reset --slot 0")).isEqualTo(2);
        assertThat(exitCode("config check /dev/null")).isEqualTo(2);
        assertThat(exitCode("object list --slot 0 --pin-file " + wrong)).isEqualTo(3);
        assertThat(exitCode("status --endpoint https://127.0.0.1:1")).isEqualTo(4);
        assertThat(exitCode("status --endpoint https://127.0.0.1:1,$CRATON_ADMIN_ENDPOINT"))
                .isZero();
    }

    @Test
    void aCertificateOfANodeIsNoOperators() {
        String node = cluster.home() + "/n1/node";

        assertThat(exitCode("status --certificate " + node + ".pem --private-key " + node + ".key"))
                .isEqualTo(3);
    }

    @Test
    void aPinMayComeOverADescriptorOrStandardInput() {
        assertThat(shell("bin/craton-admin object list --slot 0 --pin-file fd:7 7<\"$CRATON_USER_PIN_FILE\""))
                .contains("OBJECT");
        assertThat(shell("bin/craton-admin object list --slot 0 --pin-file - <\"$CRATON_USER_PIN_FILE\""))
                .contains("OBJECT");
    }
}
