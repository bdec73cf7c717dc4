package io.craton.hsm.ops.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import org.awaitility.Awaitility;

/** The same cluster by API, command line, console, JMX and metrics. */
final class Figures implements AutoCloseable {
    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();

    private final TestCluster cluster;
    private final ApiClient api;
    private final Map<String, JMXConnector> connectors = new LinkedHashMap<>();

    /** @param connectors to every node, which are closed with this */
    Figures(TestCluster cluster, Map<String, JMXConnector> connectors) {
        this.cluster = cluster;
        this.api = ApiClient.demo(cluster.home(), "n1");
        this.connectors.putAll(connectors);
    }

    static int adminPort(Path home, String node) throws IOException {
        return port(home, node, "admin \\{\\s+port = (\\d+)");
    }

    private static int port(Path home, String node, String pattern) throws IOException {
        Matcher port = Pattern.compile(pattern)
                .matcher(Files.readString(home.resolve(node).resolve("node.conf")));
        assertThat(port.find()).isTrue();
        return Integer.parseInt(port.group(1));
    }

    private MBeanServerConnection beans(String node) throws IOException {
        return Optional.ofNullable(connectors.get(node)).orElseThrow().getMBeanServerConnection();
    }

    private Object bean(String node, String properties, String attribute) throws Exception {
        return beans(node).getAttribute(new ObjectName("craton:" + properties), attribute);
    }

    private JsonNode cli(String command) throws IOException {
        return new ObjectMapper()
                .readTree(cluster.run(
                        Map.of("CRATON_HOME", cluster.home().toString()),
                        DEADLINE,
                        "bash",
                        "-c",
                        "cd '" + REPOSITORY + "' && eval \"$(bin/craton env)\" && bin/craton-admin " + command
                                + " -o json"));
    }

    /** The value of one line of a node's metrics; 0 where there is none. */
    private double metric(String node, String line) {
        try (ApiClient scraper = ApiClient.anonymous(cluster.home(), node)) {
            return scraper.get("/metrics")
                    .body()
                    .lines()
                    .filter(each -> each.startsWith(line + " "))
                    .mapToDouble(each -> Double.parseDouble(each.substring(line.length() + 1)))
                    .findFirst()
                    .orElse(0);
        }
    }

    /** A page of n1's console, its signs of writing numbers taken away. Of the endless live page the first seconds. */
    private String console(String path) throws IOException {
        String url = "https://127.0.0.1:" + port(cluster.home(), "n1", "console \\{ port = (\\d+)");
        String curl = "curl -s --cacert ca/ca.pem --cert operators/demo.pem --key operators/demo.key -b jar -c jar ";
        String signIn = "token=$(" + curl + url
                + "/sign-in | sed -n 's/.*name=\"form-token\" value=\"\\([^\"]*\\)\".*/\\1/p' | head -n 1)"
                + " && " + curl + "-o /dev/null -H 'Origin: " + url + "' --data-urlencode \"form-token=$token\" " + url
                + "/sign-in/certificate";
        return cluster.run(
                        Map.of(),
                        DEADLINE,
                        "bash",
                        "-c",
                        "cd " + cluster.home() + " && touch jar && { test -s signed-in || { " + signIn
                                + " && echo yes >signed-in; }; } && { " + curl + "--max-time 3 " + url + path
                                + " || true; }")
                .replace("\u2009", "");
    }

    void operationsAgree(long signatures) throws Exception {
        String use = "{mechanism=\"ECDSA\",operation=\"sign\"}";
        Awaitility.await().atMost(DEADLINE).untilAsserted(() -> {
            List<Long> beans = new ArrayList<>();
            List<Long> metrics = new ArrayList<>();
            for (String node : cluster.nodes()) {
                beans.add((Long) bean(node, "type=Crypto,mechanism=ECDSA,operation=sign", "Count"));
                metrics.add((long) metric(node, "craton_crypto_count_total" + use));
            }
            assertThat(beans.stream().mapToLong(Long::longValue).sum()).isEqualTo(signatures);
            assertThat(metrics).isEqualTo(beans);
        });
        JsonNode mechanisms = api.get("/api/v1/mechanisms").at("/mechanisms");
        assertThat(mechanisms)
                .filteredOn(each -> each.path("name").asText().equals("ECDSA"))
                .singleElement()
                .satisfies(each -> assertThat(each.at("/uses"))
                        .filteredOn(one -> one.path("operation").asText().equals("sign"))
                        .singleElement()
                        .satisfies(one -> assertThat(one.path("done").asLong()).isEqualTo(signatures)));
        assertThat(console("/mechanisms"))
                .containsPattern("(?s)row\">ECDSA</th>\\s*<td data-label=\"Operation\">[Ss]ign</td>.*?Done\">"
                        + signatures + "</td>");
    }

    void clusterAgrees() throws Exception {
        JsonNode before = api.get("/api/v1/cluster").at("");
        JsonNode cli = cli("cluster status");
        String live = console("/events");
        for (JsonNode group : before.path("groups")) {
            String name = group.path("name").asText();
            String leader = group.path("leader").asText();
            assertThat(live)
                    .containsPattern("(?s)row\">" + name + "</th>.*?data-label=\"Leader\">[\\sdata:]*" + leader + "\\b")
                    .containsPattern("(?s)row\">" + name + "</th>.*?data-label=\"Term\">"
                            + group.path("term").asText() + "<");
            assertThat(cli.path("groups"))
                    .filteredOn(each -> each.path("name").asText().equals(name))
                    .singleElement()
                    .satisfies(each -> {
                        assertThat(each.path("leader")).isEqualTo(group.path("leader"));
                        assertThat(each.path("term")).isEqualTo(group.path("term"));
                    });
            for (String node : cluster.nodes()) {
                String bean = "type=Group,name=" + name;
                String labels = "{group=\"" + name + "\"}";
                assertThat(bean(node, bean, "LeaderId")).isEqualTo(leader);
                assertThat(bean(node, bean, "Leads")).isEqualTo(node.equals(leader));
                assertThat(bean(node, bean, "Term"))
                        .isEqualTo(group.path("term").asLong());
                assertThat(metric(node, "craton_group_term" + labels))
                        .isEqualTo(group.path("term").asDouble());
                assertThat(metric(node, "craton_group_leads" + labels)).isEqualTo(node.equals(leader) ? 1 : 0);
            }
        }
        commitIndexesLieBetween(before);
        assertThat(live).contains("One more node may fail.");
        assertThat(cli.at("/failureTolerance")).isEqualTo(before.at("/failureTolerance"));
        for (String node : cluster.nodes()) {
            assertThat(bean(node, "type=Cluster", "FailureTolerance")).isEqualTo(1);
            assertThat(metric(node, "craton_cluster_failure_tolerance")).isEqualTo(1);
            assertThat(bean(node, "type=Peer,id=n3", "Answers")).isEqualTo(true);
            assertThat(metric(node, "craton_peer_answers{id=\"n3\"}")).isEqualTo(1);
        }
    }

    /** The log grows all the time: what is read between two answers of the API lies between them. */
    private void commitIndexesLieBetween(JsonNode before) throws Exception {
        Map<String, Long> beans = new LinkedHashMap<>();
        Map<String, Long> metrics = new LinkedHashMap<>();
        for (JsonNode group : before.path("groups")) {
            String name = group.path("name").asText();
            long least = group.path("committedIndex").asLong();
            Awaitility.await().atMost(DEADLINE).untilAsserted(() -> {
                beans.put(name, (Long) bean("n2", "type=Group,name=" + name, "CommitIndex"));
                metrics.put(name, (long) metric("n2", "craton_group_commit_index{group=\"" + name + "\"}"));
                assertThat(List.of(beans.get(name), metrics.get(name))).allMatch(index -> index >= least);
            });
        }
        JsonNode after = api.get("/api/v1/cluster").at("/groups");
        for (JsonNode group : after) {
            long most = group.path("committedIndex").asLong();
            assertThat(beans.get(group.path("name").asText())).isLessThanOrEqualTo(most);
            assertThat(metrics.get(group.path("name").asText())).isLessThanOrEqualTo(most);
        }
    }

    /** @param sessions that are open */
    void slotsAgree(int sessions) {
        Awaitility.await().atMost(DEADLINE).untilAsserted(() -> {
            JsonNode token = api.get("/api/v1/slots").at("/slots/0/token");
            assertThat(token.path("sessions").asInt()).isEqualTo(sessions);
            assertThat(token.path("objects").asInt()).isPositive();
            JsonNode told = cli("token list").at("/slots/0/token");
            assertThat(told.path("sessions")).isEqualTo(token.path("sessions"));
            assertThat(told.path("objects")).isEqualTo(token.path("objects"));
            assertThat(console("/slots"))
                    .containsPattern("Sessions</dt><dd>" + sessions + "</dd>")
                    .containsPattern("Objects</dt><dd>" + token.path("objects").asInt() + ",");
            for (String node : cluster.nodes()) {
                assertThat(bean(node, "type=Slot,id=0", "Sessions")).isEqualTo(sessions);
                assertThat(bean(node, "type=Slot,id=0", "Objects"))
                        .isEqualTo(token.path("objects").asInt());
                assertThat(metric(node, "craton_slot_sessions{id=\"0\"}")).isEqualTo(sessions);
                assertThat(metric(node, "craton_slot_objects{id=\"0\"}"))
                        .isEqualTo(token.path("objects").asInt());
            }
        });
    }

    @Override
    public void close() throws IOException {
        api.close();
        for (JMXConnector connector : connectors.values()) {
            connector.close();
        }
    }
}
