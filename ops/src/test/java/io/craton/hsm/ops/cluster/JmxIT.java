package io.craton.hsm.ops.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.rmi.NotBoundException;
import java.rmi.registry.LocateRegistry;
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
import javax.management.remote.rmi.RMIConnector;
import javax.management.remote.rmi.RMIServer;
import javax.rmi.ssl.SslRMIClientSocketFactory;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A JMX client of another process's node, as a console is one. */
@Timeout(300)
class JmxIT {
    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final List<String> TLS = List.of("keyStore", "keyStorePassword", "trustStore", "trustStorePassword");

    private static TestCluster cluster;

    @BeforeAll
    static void start() {
        cluster = TestCluster.up(3);
    }

    @AfterAll
    static void stop() {
        TLS.forEach(each -> System.clearProperty("javax.net.ssl." + each));
        cluster.close();
    }

    private static int port(String node) throws IOException {
        Matcher port = Pattern.compile("jmx \\{ port = (\\d+)")
                .matcher(Files.readString(cluster.home().resolve(node).resolve("node.conf")));
        assertThat(port.find()).isTrue();
        return Integer.parseInt(port.group(1));
    }

    /** Connects as whoever the TLS properties of this process name. */
    private static JMXConnector connect(String node) throws IOException, NotBoundException {
        JMXConnector connector = new RMIConnector((RMIServer) registry(node).lookup("jmxrmi"), Map.of());
        connector.connect();
        return connector;
    }

    private static Registry registry(String node) throws IOException {
        return LocateRegistry.getRegistry("127.0.0.1", port(node), new SslRMIClientSocketFactory());
    }

    /** What the pages of the documents have an operator do. */
    private static void useCertificate(Path certificate, Path key) {
        Path keys = cluster.home().resolve("jmx-keys.p12");
        Path trust = cluster.home().resolve("jmx-trust.p12");
        cluster.run(
                Map.of(),
                DEADLINE,
                "openssl",
                "pkcs12",
                "-export",
                "-in",
                certificate.toString(),
                "-inkey",
                key.toString(),
                "-out",
                keys.toString(),
                "-passout",
                "pass:changeit");
        if (!Files.exists(trust)) {
            cluster.run(
                    Map.of(),
                    DEADLINE,
                    Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                    "-importcert",
                    "-noprompt",
                    "-file",
                    cluster.home().resolve("ca/ca.pem").toString(),
                    "-keystore",
                    trust.toString(),
                    "-storepass",
                    "changeit");
        }
        System.setProperty("javax.net.ssl.keyStore", keys.toString());
        System.setProperty("javax.net.ssl.keyStorePassword", "changeit");
        System.setProperty("javax.net.ssl.trustStore", trust.toString());
        System.setProperty("javax.net.ssl.trustStorePassword", "changeit");
    }

    @Test
    void aRemoteOperatorReadsAndListensAndReachesNothingElse() throws Exception {
        Path operators = cluster.home().resolve("operators");
        useCertificate(operators.resolve("demo.pem"), operators.resolve("demo.key"));
        String leader = cluster.leader();
        String watched = cluster.aFollower();
        try (JMXConnector connector = connect(watched)) {
            MBeanServerConnection beans = connector.getMBeanServerConnection();
            ObjectName group = new ObjectName("craton:type=Group,name=" + TestCluster.TOKEN_GROUP);
            Awaitility.await().atMost(DEADLINE).until(() -> beans.getAttribute(group, "LeaderId"), leader::equals);
            assertThat(beans.getAttribute(new ObjectName("craton:type=Cluster"), "FailureToleranceWords"))
                    .isEqualTo("one more node may fail");
            assertThat(beans.getAttribute(new ObjectName("craton:type=Slot,id=0"), "TokenLabel"))
                    .isEqualTo(TestCluster.TOKEN);
            assertThat(beans.getAttribute(new ObjectName("craton:type=SelfTest,name=jdk"), "Usable"))
                    .isEqualTo(true);
            assertThat(beans.getAttribute(new ObjectName("craton:type=Auth,provider=certificate"), "Accepted"))
                    .isInstanceOfSatisfying(
                            Long.class, count -> assertThat(count).isPositive());
            refusesWhatIsDangerous(beans);
            refusesAnotherBinding(watched);
            tellsOfANewLeader(beans, leader);
        }
        refusesTheCertificateOfANode(watched);
    }

    private static void refusesWhatIsDangerous(MBeanServerConnection beans) throws Exception {
        ObjectName diagnostics = new ObjectName("com.sun.management:type=HotSpotDiagnostic");
        Path dump = cluster.home().resolve("heap.hprof");
        assertThatThrownBy(
                        () -> beans.invoke(diagnostics, "dumpHeap", new Object[] {dump.toString(), true}, new String[] {
                            "java.lang.String", "boolean"
                        }))
                .isInstanceOf(SecurityException.class);
        assertThat(dump).doesNotExist();
        assertThat(beans.queryNames(null, null))
                .allSatisfy(name -> assertThat(name.getDomain()).isIn("craton", "java.lang", "java.nio"));
    }

    private static void refusesAnotherBinding(String node) throws Exception {
        Registry registry = registry(node);
        assertThat(registry.list()).containsExactly("jmxrmi");
        assertThatThrownBy(() -> registry.unbind("jmxrmi")).isInstanceOf(IOException.class);
        assertThat(registry.list()).containsExactly("jmxrmi");
    }

    private static void tellsOfANewLeader(MBeanServerConnection beans, String leader) throws Exception {
        Queue<Notification> told = new ConcurrentLinkedQueue<>();
        beans.addNotificationListener(
                new ObjectName("craton:type=Cluster"), (notification, _) -> told.add(notification), null, null);
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

    private static void refusesTheCertificateOfANode(String node) throws IOException {
        String result = cluster.run(
                Map.of(),
                DEADLINE,
                "sh",
                "-c",
                "openssl s_client -connect 127.0.0.1:" + port(node) + " -CAfile " + cluster.home() + "/ca/ca.pem -cert "
                        + cluster.home() + "/n1/node.pem -key " + cluster.home()
                        + "/n1/node.key -tls1_3 -ign_eof </dev/null 2>&1 | tail -n 200; true");
        assertThat(result).contains("alert");
    }
}
