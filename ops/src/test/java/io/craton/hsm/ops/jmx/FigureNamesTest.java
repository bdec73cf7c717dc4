package io.craton.hsm.ops.jmx;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.actors.admin.NodeDescription;
import io.craton.hsm.actors.admin.NodeDescription.Counter;
import io.craton.hsm.actors.admin.OperationUse;
import io.craton.hsm.core.mechanism.Mechanism;
import io.craton.hsm.core.mechanism.Operation;
import io.craton.hsm.ops.api.ClusterOfTwo;
import io.craton.hsm.ops.api.FakeNode;
import io.craton.hsm.ops.api.NodeAccess;
import io.craton.hsm.ops.api.Readings;
import io.craton.hsm.ops.api.SlotReadings;
import io.craton.hsm.ops.metrics.NodeMetrics;
import io.craton.hsm.ops.operators.SignInCount;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Every figure of an MBean is a metric of the same name, and the other way round. */
class FigureNamesTest {
    private static final Set<String> FIGURES = Set.of("int", "long", "double", "boolean");

    /** What stands behind the quantiles; an MBean has no form for it. */
    private static final String HISTOGRAM = "craton_crypto_seconds";

    private static final List<String> GATEWAY = Stream.of(GatewayMXBean.class.getMethods())
            .map(method -> method.getName().substring("get".length()))
            .map(name -> name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1))
            .toList();

    private final ClusterOfTwo cluster = new ClusterOfTwo();
    private final Readings readings = readings(cluster);
    private final NodeMetrics metrics = new NodeMetrics(readings, Clock.systemUTC());

    @AfterEach
    void close() {
        metrics.close();
    }

    private static Readings readings(ClusterOfTwo cluster) {
        NodeDescription known = cluster.self();
        List<Long> buckets = new ArrayList<>(java.util.Collections.nCopies(OperationUse.BUCKETS, 0L));
        buckets.set(3, 7L);
        NodeDescription busy = new NodeDescription(
                known.node(),
                known.version(),
                known.uptimeSeconds(),
                known.serving(),
                known.draining(),
                known.groups(),
                known.certificates(),
                known.backends(),
                GATEWAY.stream().map(name -> new Counter(name, 5)).toList(),
                List.of(new OperationUse(Mechanism.ECDSA, Operation.SIGN, 2, 560_000, buckets)));
        NodeAccess node = new FakeNode(Optional.of(cluster.admin()), Optional.empty(), Optional.empty(), busy);
        return new Readings(
                node, "test", new SlotReadings(node, 2), () -> List.of(new SignInCount("certificate", 3, 1)));
    }

    private MBeanServer beans() {
        MBeanServer server = MBeanServerFactory.newMBeanServer(Names.DOMAIN);
        new BeanSet(server, readings, Clock.systemUTC()).register(new ClusterBean(readings), List.of("n1", "n2"), 2);
        return server;
    }

    private static String snake(String name) {
        return name.replaceAll("(?<!^)([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    }

    private Set<String> ofBeans() throws Exception {
        MBeanServer server = beans();
        Set<String> names = new TreeSet<>();
        for (ObjectName bean : server.queryNames(new ObjectName("craton:*"), null)) {
            for (MBeanAttributeInfo attribute : server.getMBeanInfo(bean).getAttributes()) {
                if (FIGURES.contains(attribute.getType())) {
                    names.add("craton_" + snake(bean.getKeyProperty("type")) + "_" + snake(attribute.getName()));
                }
            }
        }
        return names;
    }

    private Set<String> ofMetrics() {
        return Pattern.compile("(?m)^# TYPE (craton_\\S+) ")
                .matcher(metrics.scrape().text())
                .results()
                .map(found -> found.group(1).replaceAll("_total$", ""))
                .filter(name -> !name.equals(HISTOGRAM))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void figuresOfBeansAndMetricsHaveTheSameNames() throws Exception {
        assertThat(ofMetrics()).hasSizeGreaterThan(50).containsExactlyElementsOf(ofBeans());
    }

    @Test
    void figuresHaveTheSameValues() throws Exception {
        MBeanServer server = beans();
        String text = metrics.scrape().text();
        ObjectName ecdsa = new ObjectName("craton:type=Crypto,mechanism=ECDSA,operation=sign");

        assertThat(server.getAttribute(ecdsa, "Count")).isEqualTo(7L);
        assertThat(server.getAttribute(ecdsa, "Errors")).isEqualTo(2L);
        assertThat(server.getAttribute(ecdsa, "P50Micros")).isEqualTo(75.0);
        assertThat(server.getAttribute(new ObjectName("craton:type=Gateway"), "FramesStalled"))
                .isEqualTo(5L);
        assertThat(server.getAttribute(new ObjectName("craton:type=SelfTest,name=jdk"), "Passed"))
                .isEqualTo(1);
        assertThat(server.getAttribute(new ObjectName("craton:type=Slot,id=1"), "Answers"))
                .isEqualTo(false);
        assertThat(text)
                .contains(
                        "craton_crypto_count_total{mechanism=\"ECDSA\",operation=\"sign\"} 7.0",
                        "craton_crypto_errors_total{mechanism=\"ECDSA\",operation=\"sign\"} 2.0",
                        "craton_crypto_p50_micros{mechanism=\"ECDSA\",operation=\"sign\"} 75.0",
                        "craton_crypto_seconds_bucket{mechanism=\"ECDSA\",operation=\"sign\",le=\"1.0E-4\"} 7",
                        "craton_crypto_seconds_sum{mechanism=\"ECDSA\",operation=\"sign\"} 5.6E-4",
                        "craton_gateway_frames_stalled_total 5.0",
                        "craton_self_test_passed{name=\"jdk\"} 1",
                        "craton_slot_answers{id=\"1\"} 0",
                        "craton_auth_failures_total{provider=\"certificate\"} 1.0");
    }

    @Test
    void theMetricsPageNamesEveryMetric() throws Exception {
        String page = java.nio.file.Files.readString(java.nio.file.Path.of("../docs/operate/metrics.md"));
        Set<String> documented = Pattern.compile("craton_[a-z0-9_]+")
                .matcher(page)
                .results()
                .map(found -> found.group().replaceAll("_total$", ""))
                .filter(name -> !name.startsWith(HISTOGRAM))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(documented).containsExactlyElementsOf(ofMetrics());
    }
}
