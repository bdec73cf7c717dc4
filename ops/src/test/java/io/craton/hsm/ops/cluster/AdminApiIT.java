package io.craton.hsm.ops.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.craton.hsm.ops.cluster.ApiClient.Reply;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient.Version;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;

/** The administration API of a cluster of three processes, over TLS with the demo operator's certificate. The loss of a node comes last. */
@Timeout(300)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class AdminApiIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String SO_PIN = "officer-7731";
    private static final String USER_PIN = "user-4410";

    private static TestCluster cluster;
    private static ApiClient api;

    @BeforeAll
    static void start() {
        cluster = TestCluster.up(3);
        api = ApiClient.demo(cluster.home(), "n1");
    }

    @AfterAll
    static void stop() {
        if (api != null) {
            api.close();
        }
        if (cluster != null) {
            cluster.close();
        }
    }

    @Test
    @Order(1)
    void showsEveryNodeFromAnyNode() {
        for (String node : cluster.nodes()) {
            try (ApiClient here = ApiClient.demo(cluster.home(), node)) {
                Reply reply = here.get("/api/v1/cluster");
                assertThat(reply.status()).isEqualTo(200);
                assertThat(reply.response().version()).isEqualTo(Version.HTTP_2);
                assertThat(reply.at("/answeredBy").asText()).isEqualTo(node);
                assertThat(reply.at("/failureTolerance/words").asText()).isEqualTo("one more node may fail");
                assertThat(reply.at("/nodes")).hasSize(3).allSatisfy(each -> {
                    assertThat(each.get("answers").asBoolean()).isTrue();
                    assertThat(each.at("/certificates/0/notAfter").asText()).startsWith("20");
                });
            }
        }
    }

    @Test
    @Order(2)
    void letsNobodyInWithoutACertificateExceptToHealthMetricsAndTheDocument() {
        try (ApiClient anonymous = ApiClient.anonymous(cluster.home(), "n2")) {
            Reply refused = anonymous.get("/api/v1/cluster");
            assertThat(refused.status()).isEqualTo(401);
            assertThat(refused.at("/type").asText()).isEqualTo("urn:craton-hsm:problem:not-signed-in");
            for (String check : List.of("live", "ready", "quorum", "self-test", "sealed")) {
                assertThat(anonymous.get("/health/" + check).status()).as(check).isEqualTo(200);
            }
            assertThat(anonymous.get("/metrics").body())
                    .contains("craton_cluster_failure_tolerance 1", "craton_peer_answers{id=\"n3\"} 1");
            assertThat(anonymous.get("/api/v1/openapi.json").at("/openapi").asText())
                    .isEqualTo("3.1.0");
        }
    }

    /** The account was made once, by whichever node came first; a sign-in on one node counts on all. */
    @Test
    @Order(2)
    void signsInByPasswordOnOneNodeForAllAndOutAgain() {
        String password = breakGlassPassword();
        try (ApiClient first = ApiClient.anonymous(cluster.home(), "n1");
                ApiClient second = ApiClient.anonymous(cluster.home(), "n2");
                ApiClient third = ApiClient.anonymous(cluster.home(), "n3")) {
            assertThat(first.get("/api/v1/providers").at("/providers/0").asText())
                    .isEqualTo("local");
            Reply wrong = first.post("/api/v1/sign-in", entered("wrong"));
            assertThat(wrong.status()).isEqualTo(401);
            assertThat(wrong.at("/detail").asText()).startsWith("Sign-in failed.");

            Reply signedIn = first.post("/api/v1/sign-in", entered(password));
            assertThat(signedIn.at("/state").asText()).as(signedIn.body()).isEqualTo("signed-in");
            String token = signedIn.at("/token").asText();
            Reply who = second.get("/api/v1/operator", "Authorization", "Bearer " + token);
            assertThat(who.at("/name").asText()).as(who.body()).isEqualTo("break-glass");
            assertThat(who.at("/roles")).hasSize(2);
            assertThat(third.get("/api/v1/cluster", "Authorization", "Bearer " + token)
                            .status())
                    .isEqualTo(200);
            assertThat(third.get("/api/v1/cluster", "Authorization", "Bearer nonsense")
                            .status())
                    .isEqualTo(401);

            assertDone(third.post("/api/v1/sign-out", "{\"token\":\"" + token + "\"}"));
            assertThat(first.get("/api/v1/operator", "Authorization", "Bearer " + token)
                            .status())
                    .isEqualTo(401);
        }
    }

    @Test
    @Order(2)
    void anOfficerAtAnotherNodeSeesASignInAndEndsItForAll() {
        try (ApiClient first = ApiClient.anonymous(cluster.home(), "n1");
                ApiClient officer = ApiClient.demo(cluster.home(), "n2")) {
            String token = first.post("/api/v1/sign-in", entered(breakGlassPassword()))
                    .at("/token")
                    .asText();
            Reply listed = officer.get("/api/v1/operators");
            assertThat(listed.at("/operators/0/name").asText())
                    .as(listed.body())
                    .isEqualTo("break-glass");
            assertThat(listed.at("/operators/0/sessions/0/source").asText()).isEqualTo("127.0.0.1");
            assertThat(listed.body()).doesNotContain(token);
            String whom = "{\"provider\":\"local\",\"name\":\"break-glass\"}";
            Reply ended = officer.post("/api/v1/operators/end-sessions", whom);
            assertThat(ended.at("/changed").asBoolean()).as(ended.body()).isTrue();
            assertThat(first.get("/api/v1/operator", "Authorization", "Bearer " + token)
                            .status())
                    .isEqualTo(401);
            assertThat(officer.post("/api/v1/operators/end-sessions", whom)
                            .at("/changed")
                            .asBoolean())
                    .isFalse();
            assertThat(first.get("/api/v1/operators").status()).isEqualTo(401);
        }
    }

    private static String entered(String password) {
        return "{\"provider\":\"local\",\"name\":\"break-glass\",\"password\":\"" + password + "\"}";
    }

    @Test
    @Order(3)
    void initialisesATokenMakesKeysAndPagesThroughThem() {
        assertDone(api.post("/api/v1/slots/2/token", "{\"label\":\"api\",\"soPin\":\"" + SO_PIN + "\"}"));
        assertDone(
                api.put("/api/v1/slots/2/user-pin", "{\"soPin\":\"" + SO_PIN + "\",\"newPin\":\"" + USER_PIN + "\"}"));
        assertThat(api.get("/api/v1/slots/2").at("/token/label").asText()).isEqualTo("api");
        assertThat(api.get("/api/v1/slots").at("/slots")).hasSize(4);

        Reply wrong = api.post("/api/v1/slots/2/sessions", "{\"pin\":\"not the pin\"}");
        assertThat(wrong.status()).isEqualTo(422);
        assertThat(wrong.at("/fault").asText()).isEqualTo("PIN_INCORRECT");

        String session = open("{\"pin\":\"" + USER_PIN + "\"}");
        for (int i = 0; i < 5; i++) {
            Reply made =
                    api.post(session + "/keys", "{\"type\":\"ec\",\"label\":\"Key " + i + "\",\"id\":\"0" + i + "\"}");
            assertThat(made.status()).as(made.body()).isEqualTo(200);
        }
        List<String> seen = new ArrayList<>();
        String next = "";
        do {
            Reply page = api.get(session + "/objects?limit=3" + (next.isEmpty() ? "" : "&cursor=" + next));
            assertThat(page.status()).as(page.body()).isEqualTo(200);
            page.at("/objects").forEach(object -> seen.add(object.get("object").asText()));
            next = page.at("/next").asText();
        } while (!next.isEmpty());
        assertThat(seen).hasSize(10).doesNotHaveDuplicates();

        Reply found = api.get(session + "/objects?labelPart=KEY%203&objectClass=private-key");
        assertThat(found.at("/objects")).hasSize(1);
        String object = found.at("/objects/0/object").asText();
        assertThat(api.get(session + "/objects/" + object).at("/extractable").asBoolean())
                .isFalse();
        assertDone(api.delete(session + "/objects/" + object));
        assertThat(api.get(session + "/objects/" + object).status()).isEqualTo(404);

        String open = open("{}");
        assertThat(api.get(open + "/objects?limit=1000").at("/objects"))
                .as("without a PIN public keys alone are seen")
                .hasSize(5);
        assertDone(api.delete(open));
        assertDone(api.delete(session));
        assertThat(api.get(session + "/objects").status()).isEqualTo(404);
    }

    @Test
    @Order(4)
    void evictsAnApplicationThatHoldsASession() {
        String held = open("{\"pin\":\"" + USER_PIN + "\"}");
        JsonNode applications = api.get("/api/v1/slots/2/applications").at("/applications");
        assertThat(applications).hasSize(1);
        assertThat(applications.at("/0/login").asText()).isEqualTo("user");
        String application = applications.at("/0/application").asText();
        assertThat(api.get("/api/v1/slots/2/sessions?application=" + application)
                        .at("/sessions"))
                .hasSize(1);

        try (ApiClient elsewhere = ApiClient.demo(cluster.home(), "n3")) {
            assertDone(elsewhere.delete("/api/v1/slots/2/applications/" + application));
        }

        assertThat(api.get("/api/v1/slots/2/applications").at("/applications")).isEmpty();
        Reply refused = api.post(held + "/keys", "{\"type\":\"aes\",\"label\":\"late\"}");
        assertThat(refused.status()).isEqualTo(404);
        assertThat(refused.at("/fault").asText()).isEqualTo("SESSION_HANDLE_INVALID");
    }

    @Test
    @Order(5)
    void carriesOutARepeatedRequestOnce() {
        String session = open("{\"pin\":\"" + USER_PIN + "\"}");
        String body = "{\"type\":\"aes\",\"label\":\"once\"}";
        Reply first = api.post(session + "/keys", body, "Idempotency-Key", "it-1");
        Reply again = api.post(session + "/keys", body, "Idempotency-Key", "it-1");

        assertThat(again.body()).isEqualTo(first.body());
        assertThat(api.get(session + "/objects?label=once").at("/objects")).hasSize(1);
        assertDone(api.delete(session));
    }

    /** 100 000 objects with {@code -Dcraton.long=true}. */
    @Test
    @Order(5)
    void pagesThroughMoreObjectsThanAnAnswerHolds() {
        int objects = Boolean.getBoolean("craton.long") ? 100_000 : 2_500;
        cluster.run(
                Map.of("CRATON_HSM_CONFIG", cluster.clientConfiguration("n1").toString()),
                Duration.ofMinutes(15),
                cluster.compile("p11_measure").toString(),
                cluster.module().toString(),
                TestCluster.TOKEN,
                cluster.pinFile().toString(),
                "find",
                "10",
                String.valueOf(objects));
        try (ApiClient elsewhere = ApiClient.demo(cluster.home(), "n3")) {
            Reply opened = elsewhere.post("/api/v1/slots/0/sessions", "{\"pin\":\"" + demoPin() + "\"}");
            String session = prefix() + opened.at("/tokenSession").asText();
            Set<String> seen = new HashSet<>();
            String next = "";
            int pages = 0;
            do {
                Reply page = elsewhere.get(
                        session + "/objects?objectClass=data&limit=1000" + (next.isEmpty() ? "" : "&cursor=" + next));
                assertThat(page.status()).as(page.body()).isEqualTo(200);
                assertThat(page.at("/objects").size()).isBetween(1, 1_000);
                page.at("/objects")
                        .forEach(object -> assertThat(
                                        seen.add(object.get("object").asText()))
                                .isTrue());
                next = page.at("/next").asText();
                pages++;
            } while (!next.isEmpty());
            assertThat(seen).hasSize(objects);
            assertThat(pages).isBetween(objects / 1_000, objects / 1_000 + 1);
            assertDone(elsewhere.delete(session));
        }
    }

    private static String demoPin() {
        try {
            return Files.readString(cluster.pinFile()).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    @Order(6)
    void movesLeadershipAndDrainsANode() {
        String target =
                api.get("/api/v1/cluster").at("/groups/1/leader").asText().equals("n2") ? "n3" : "n2";
        assertDone(api.put("/api/v1/groups/g1/leader", "{\"node\":\"" + target + "\"}"));
        await().atMost(SOON).untilAsserted(() -> assertThat(leaderOf("g1")).isEqualTo(target));

        assertDone(api.put("/api/v1/nodes/" + target + "/drain", "{\"draining\":true}"));
        await().atMost(SOON)
                .untilAsserted(
                        () -> assertThat(api.get("/api/v1/nodes/" + target).at("/leads"))
                                .isEmpty());
        try (ApiClient drained = ApiClient.anonymous(cluster.home(), target)) {
            assertThat(drained.get("/health/ready").status()).isEqualTo(503);
            assertThat(drained.get("/health/live").status()).isEqualTo(200);
        }
        assertThat(api.put("/api/v1/groups/g1/leader", "{\"node\":\"" + target + "\"}")
                        .status())
                .isEqualTo(409);
        assertDone(api.put("/api/v1/nodes/" + target + "/drain", "{\"draining\":false}"));
        assertThat(api.put("/api/v1/nodes/n9/drain", "{\"draining\":true}").status())
                .isEqualTo(404);
    }

    @Test
    @Order(7)
    void takesARenewedCertificateOverWhileItRuns() throws Exception {
        Path node = cluster.home().resolve("n1");
        String before = serial();
        openssl(
                "req",
                "-new",
                "-key",
                node.resolve("node.key").toString(),
                "-subj",
                "/CN=n1",
                "-addext",
                "subjectAltName=IP:127.0.0.1,DNS:localhost,DNS:n1",
                "-addext",
                "extendedKeyUsage=serverAuth,clientAuth",
                "-out",
                node.resolve("renewed.csr").toString());
        openssl(
                "x509",
                "-req",
                "-in",
                node.resolve("renewed.csr").toString(),
                "-CA",
                cluster.home().resolve("ca/ca.pem").toString(),
                "-CAkey",
                cluster.home().resolve("ca/ca.key").toString(),
                "-copy_extensions",
                "copy",
                "-set_serial",
                "4711",
                "-days",
                "100",
                "-out",
                node.resolve("renewed.pem").toString());
        Files.move(node.resolve("renewed.pem"), node.resolve("node.pem"), StandardCopyOption.REPLACE_EXISTING);
        await().atMost(SOON).untilAsserted(() -> assertThat(serial()).isNotEqualTo(before));
    }

    @Test
    @Order(8)
    void reportsAKilledNodeAndThatNoFurtherOneMayFail() {
        cluster.craton("kill", "n3");
        await().atMost(SOON).untilAsserted(() -> {
            Reply reply = api.get("/api/v1/cluster");
            assertThat(reply.at("/failureTolerance/words").asText()).isEqualTo("no further node may fail");
            JsonNode lost = StreamSupport.stream(reply.at("/nodes").spliterator(), false)
                    .filter(each -> each.get("name").asText().equals("n3"))
                    .findFirst()
                    .orElseThrow();
            assertThat(lost.get("answers").asBoolean()).isFalse();
            assertThat(lost.get("lastContact").asText()).startsWith("20");
        });
        assertThat(api.put("/api/v1/nodes/n2/drain", "{\"draining\":true}").status())
                .as("too few would be left to lead")
                .isEqualTo(409);
    }

    private static String breakGlassPassword() {
        Path file = await().atMost(SOON)
                .until(
                        () -> cluster.nodes().stream()
                                .map(node -> cluster.home().resolve(node).resolve("data/break-glass.password"))
                                .filter(Files::exists)
                                .toList(),
                        files -> files.size() == 1)
                .getFirst();
        try {
            assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String leaderOf(String group) {
        return StreamSupport.stream(api.get("/api/v1/cluster").at("/groups").spliterator(), false)
                .filter(each -> each.get("name").asText().equals(group))
                .map(each -> each.path("leader").asText())
                .findFirst()
                .orElse("");
    }

    private static String serial() throws Exception {
        try (ApiClient fresh = ApiClient.anonymous(cluster.home(), "n1")) {
            return ((X509Certificate) fresh.get("/health/live")
                            .response()
                            .sslSession()
                            .orElseThrow()
                            .getPeerCertificates()[0])
                    .getSerialNumber()
                    .toString(16);
        }
    }

    private static void openssl(String... arguments) {
        List<String> command = new ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments));
        cluster.run(Map.of(), SOON, command.toArray(String[]::new));
    }

    private static String prefix() {
        return "/api/v1/token-sessions/";
    }

    private static String open(String body) {
        Reply opened = api.post("/api/v1/slots/2/sessions", body);
        assertThat(opened.status()).as(opened.body()).isEqualTo(201);
        return prefix() + opened.at("/tokenSession").asText();
    }

    private static void assertDone(Reply reply) {
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    }
}
