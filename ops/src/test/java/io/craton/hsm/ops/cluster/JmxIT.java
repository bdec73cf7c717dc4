package io.craton.hsm.ops.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.rmi.registry.Registry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.MBeanServerConnection;
import javax.management.Notification;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;

/**
 * JMX clients of other processes' nodes: an operator's certificate at n1, a viewer's at n2, none at n3. The figures they read are those of
 * the API, the command line, the console and the metrics. The loss of a node comes last.
 */
@Timeout(300)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class JmxIT {
    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();
    private static final String TRANSFER = "transferLeadership";

    private static TestCluster cluster;
    private static JmxClients clients;

    @BeforeAll
    static void start() {
        cluster = TestCluster.up(3);
        clients = new JmxClients(cluster.home());
        shell("cd operators && openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out watcher.key"
                + " && openssl req -new -sha256 -key watcher.key -out watcher.csr -subj /OU=viewers/CN=watcher"
                + " && openssl x509 -req -sha256 -in watcher.csr -CA operators.pem -CAkey operators.key -set_serial 77"
                + " -days 2 -extfile ca.cnf -extensions client -out watcher.pem");
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    private static String shell(String command) {
        return cluster.run(Map.of(), DEADLINE, "bash", "-c", "cd " + cluster.home() + " && " + command);
    }

    private static int port(String node, String section) {
        try {
            Matcher port = Pattern.compile(section + " \\{ port = (\\d+)")
                    .matcher(Files.readString(cluster.home().resolve(node).resolve("node.conf")));
            assertThat(port.find()).isTrue();
            return Integer.parseInt(port.group(1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int port(String node) {
        return port(node, "jmx");
    }

    private static ObjectName name(String properties) throws Exception {
        return new ObjectName("craton:" + properties);
    }

    private static Object invoke(MBeanServerConnection beans, String operation, Object first, Object second)
            throws Exception {
        String type = second instanceof Boolean ? "boolean" : String.class.getName();
        return beans.invoke(name("type=Cluster"), operation, new Object[] {first, second}, new String[] {
            String.class.getName(), type
        });
    }

    private static String log(String node) throws IOException {
        return Files.readString(cluster.home().resolve(node).resolve("log/node.log"));
    }

    @Test
    @Order(1)
    void aViewerReadsAndChangesNothingAndReachesNothingElse() throws Exception {
        try (JMXConnector connector = clients.connect(port("n2"), "watcher")) {
            MBeanServerConnection beans = connector.getMBeanServerConnection();
            assertThat(beans.getAttribute(name("type=Cluster"), "FailureToleranceWords"))
                    .isEqualTo("one more node may fail");
            assertThat(beans.getAttribute(name("type=SelfTest,name=jdk"), "Failed"))
                    .isEqualTo(0);
            assertThatThrownBy(() -> invoke(beans, "drain", "n3", true))
                    .isInstanceOf(SecurityException.class)
                    .hasMessageContaining("takes a role");
            assertThatThrownBy(() -> invoke(beans, TRANSFER, TestCluster.TOKEN_GROUP, "n1"))
                    .isInstanceOf(SecurityException.class);
            refusesWhatIsDangerous(beans);
        }
        refusesAnotherBinding();
        assertThat(log("n2"))
                .contains("certificate:watcher refused: invoke craton:type=Cluster drain n3,true")
                .doesNotContain("getAttribute craton:type=Cluster");
    }

    private static void refusesWhatIsDangerous(MBeanServerConnection beans) throws Exception {
        Path dump = cluster.home().resolve("heap.hprof");
        assertThatThrownBy(() -> beans.invoke(
                        new ObjectName("com.sun.management:type=HotSpotDiagnostic"),
                        "dumpHeap",
                        new Object[] {dump.toString(), true},
                        new String[] {"java.lang.String", "boolean"}))
                .isInstanceOf(SecurityException.class);
        assertThat(dump).doesNotExist();
        assertThatThrownBy(() ->
                        beans.invoke(new ObjectName("pekko:type=Cluster"), "down", new Object[] {"n1"}, new String[] {
                            "java.lang.String"
                        }))
                .isInstanceOf(SecurityException.class);
        assertThat(beans.queryNames(null, null))
                .allSatisfy(name -> assertThat(name.getDomain()).isIn("craton", "java.lang", "java.nio"));
    }

    private static void refusesAnotherBinding() throws Exception {
        Registry registry = clients.registry(port("n2"));
        assertThat(registry.list()).containsExactly("jmxrmi");
        assertThatThrownBy(() -> registry.unbind("jmxrmi")).isInstanceOf(IOException.class);
        assertThat(registry.list()).containsExactly("jmxrmi");
    }

    /** Leaves the token's group with n3, so that the last test may kill its leader. */
    @Test
    @Order(2)
    void anOperatorDrainsANodeAndMovesLeadership() throws Exception {
        try (JMXConnector connector = clients.connect(port("n1"), "demo")) {
            MBeanServerConnection beans = connector.getMBeanServerConnection();
            ObjectName drained = name("type=Peer,id=n2");
            invoke(beans, "drain", "n2", true);
            Awaitility.await()
                    .atMost(DEADLINE)
                    .until(() -> beans.getAttribute(drained, "Draining"), Boolean.TRUE::equals);
            assertThat(beans.getAttribute(drained, "Leads")).isEqualTo("");
            invoke(beans, "drain", "n2", false);
            Awaitility.await()
                    .atMost(DEADLINE)
                    .until(() -> beans.getAttribute(drained, "Draining"), Boolean.FALSE::equals);

            assertThatThrownBy(() -> invoke(beans, TRANSFER, TestCluster.TOKEN_GROUP, "n9"))
                    .rootCause()
                    .hasMessageContaining("no such group or node");
            invoke(beans, TRANSFER, TestCluster.TOKEN_GROUP, "n3");
            Awaitility.await()
                    .atMost(DEADLINE)
                    .until(
                            () -> beans.getAttribute(name("type=Group,name=" + TestCluster.TOKEN_GROUP), "LeaderId"),
                            "n3"::equals);
        }
        assertThat(log("n1"))
                .contains(
                        "certificate:demo: invoke craton:type=Cluster drain n2,true: done",
                        "certificate:demo: invoke craton:type=Cluster transferLeadership g1,n9: failed",
                        "certificate:demo: invoke craton:type=Cluster transferLeadership g1,n3: done");
    }

    @Test
    @Order(3)
    void aNameAndAPasswordDoWithoutACertificate() throws Exception {
        String password = Files.readString(breakGlassPassword()).strip();
        assertThatThrownBy(() -> clients.connect(port("n3"), null))
                .isInstanceOf(SecurityException.class)
                .hasMessageContaining("not signed in");
        assertThatThrownBy(() -> clients.connect(port("n3"), null, "local/nobody", "wrong"))
                .isInstanceOf(SecurityException.class)
                .hasMessageContaining("Sign-in failed");
        assertThatThrownBy(() -> clients.connect(port("n3"), null, "local/break-glass", "x".repeat(200_000)))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> clients.connect(port("n3"), null, "a/b", "c", "d", "e"))
                .isInstanceOf(IOException.class);
        try (JMXConnector connector = clients.connect(port("n3"), null, "local/break-glass", password)) {
            MBeanServerConnection beans = connector.getMBeanServerConnection();
            assertThat(beans.getAttribute(name("type=Cluster"), "Voters")).isEqualTo(3);
            Awaitility.await().atMost(DEADLINE).until(() -> beans.isRegistered(name("type=Auth,provider=local")));
            assertThat(beans.getAttribute(name("type=Auth,provider=local"), "Accepted"))
                    .isEqualTo(1L);
            assertThatThrownBy(
                            () -> beans.getAttribute(new ObjectName("java.util.logging:type=Logging"), "LoggerNames"))
                    .isInstanceOf(SecurityException.class);
        }
        assertThat(log("n3")).contains("the break-glass account signed in").doesNotContain(password);
    }

    private static Path breakGlassPassword() {
        return cluster.nodes().stream()
                .map(node -> cluster.home().resolve(node).resolve("data/break-glass.password"))
                .filter(Files::exists)
                .findFirst()
                .orElseThrow();
    }

    @Test
    @Order(4)
    void nothingAttachesToANode() {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        String said = shell("timeout 30 " + jcmd + " " + cluster.pid("n1") + " VM.version 2>&1; echo exit $?");
        assertThat(said).doesNotContain("exit 0").doesNotContain("JDK 25");
        assertThat(cluster.nodes()).hasSize(3);
    }

    @Test
    @Order(5)
    void everyWayToLookShowsTheSameFigures() throws Exception {
        LoopClient signer = cluster.loop(cluster.preferring("n2"), "sign", "parity", 1);
        long signatures = signer.operations().stream()
                .filter(LoopClient.Operation::succeeded)
                .count();
        Map<String, JMXConnector> connectors = Map.of(
                "n1",
                clients.connect(port("n1"), "demo"),
                "n2",
                clients.connect(port("n2"), "watcher"),
                "n3",
                clients.connect(
                        port("n3"),
                        null,
                        "local/break-glass",
                        Files.readString(breakGlassPassword()).strip()));
        try (Figures figures = new Figures(cluster, connectors)) {
            figures.operationsAgree(signatures);
            figures.clusterAgrees();
            LoopClient present = cluster.loop(cluster.preferring("n2"), "sign", "parity", 60);
            figures.slotsAgree(1);
            present.kill();
            figures.slotsAgree(0);
        }
    }

    @Test
    @Order(6)
    void theCommandsOfThePagesWork() throws Exception {
        List<String> blocks = Pattern.compile("(?s)```\n(.*?)```")
                .matcher(Files.readString(REPOSITORY.resolve("docs/operate/jmx.md")))
                .results()
                .map(block -> block.group(1).replace("\\\n", " "))
                .filter(block -> block.startsWith("openssl"))
                .toList();
        assertThat(blocks).hasSize(1);
        Path java = Path.of(System.getProperty("java.home"), "bin");
        String commands = blocks.getFirst()
                .replace(".craton/", cluster.home() + "/")
                .replace("openssl pkcs12", "openssl pkcs12 -passout pass:changeit")
                .replace("keytool", java + "/keytool -storepass changeit")
                .replace("Password=...", "Password=changeit")
                .replace(
                        "jconsole ",
                        java + "/java -cp " + Path.of("target/test-classes").toAbsolutePath() + " ")
                .replace("-J-D", "-D")
                .replace(" service:", " " + JmxProbe.class.getName() + " service:")
                .replace("7203", String.valueOf(port("n1")));
        assertThat(shell("set -e\n" + commands)).contains("voters 3");

        String page = Files.readString(REPOSITORY.resolve("docs/operate/metrics.md"));
        Matcher scrape = Pattern.compile("(?m)^curl .*$").matcher(page);
        assertThat(scrape.find()).isTrue();
        assertThat(shell(scrape.group()
                        .replace(".craton/", cluster.home() + "/")
                        .replace("7201", String.valueOf(Figures.adminPort(cluster.home(), "n1")))))
                .contains("craton_cluster_voters 3");
    }

    @Test
    @Order(7)
    void aListenerIsToldOfANewLeaderAndOfTheLossOfANode() throws Exception {
        refusesTheCertificateOfANode();
        try (JMXConnector connector = clients.connect(port("n1"), "demo")) {
            MBeanServerConnection beans = connector.getMBeanServerConnection();
            String leader = cluster.leader();
            assertThat(leader).isNotEqualTo("n1");
            Queue<Notification> told = new ConcurrentLinkedQueue<>();
            beans.addNotificationListener(
                    name("type=Cluster"), (notification, _) -> told.add(notification), null, null);
            cluster.signal(leader, "KILL");
            Awaitility.await()
                    .atMost(DEADLINE)
                    .untilAsserted(() -> assertThat(told)
                            .anySatisfy(it -> {
                                assertThat(it.getType()).isEqualTo("craton.leader.changed");
                                assertThat(it.getUserData()).isEqualTo(TestCluster.TOKEN_GROUP);
                                assertThat(it.getMessage()).endsWith("after " + leader);
                            })
                            .anySatisfy(it -> assertThat(it.getType()).isEqualTo("craton.peer.unreachable")));
        }
    }

    private static void refusesTheCertificateOfANode() {
        String result = shell("openssl s_client -connect 127.0.0.1:" + port("n2")
                + " -CAfile ca/ca.pem -cert n1/node.pem -key n1/node.key -tls1_3 -ign_eof </dev/null 2>&1"
                + " | tail -n 200; true");
        assertThat(result).contains("alert");
    }
}
