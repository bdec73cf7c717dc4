package io.craton.hsm.ops.metrics;

import io.craton.hsm.actors.admin.AdminService;
import io.craton.hsm.actors.admin.NodeAnswer;
import io.craton.hsm.actors.admin.NodeDescription;
import io.craton.hsm.actors.admin.NodeDescription.Counter;
import io.craton.hsm.actors.admin.NodeDescription.Role;
import io.craton.hsm.ops.api.ClusterView;
import io.craton.hsm.ops.api.NodeAccess;
import io.craton.hsm.ops.api.Route.Text;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What this node measures, in the text form Prometheus reads. Every scrape takes one look at the node and at what is known of the others,
 * and asks nobody. Thread-safe.
 */
public final class NodeMetrics implements AutoCloseable {
    private static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    /** Counters that tell how many there are now. */
    private static final Set<String> PRESENT = Set.of("connectionsOpen", "applicationsPresent");

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final NodeAccess access;
    private final String clusterName;
    private final Clock clock;
    private final Map<String, MultiGauge> gauges = new HashMap<>();
    private final Map<String, Long> counted = new HashMap<>();
    private final Set<String> counters = new HashSet<>();

    public NodeMetrics(NodeAccess access, String clusterName, Clock clock) {
        this.access = access;
        this.clusterName = clusterName;
        this.clock = clock;
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
    }

    public synchronized Text scrape() {
        NodeDescription self = access.self();
        node(self);
        access.admin().ifPresent(this::cluster);
        return new Text(CONTENT_TYPE, registry.scrape());
    }

    private void node(NodeDescription self) {
        set("craton.node.serving", "1 while PKCS#11 requests are answered", one(self.serving()));
        set("craton.node.draining", "1 while the node leads nothing by order", one(self.draining()));
        set("craton.node.uptime.seconds", "Since the process started", List.of(row(self.uptimeSeconds())));
        List<Row<?>> applied = new ArrayList<>();
        List<Row<?>> leads = new ArrayList<>();
        for (NodeDescription.Group group : self.groups()) {
            applied.add(row(group.appliedIndex(), "group", group.name()));
            leads.add(row(group.role() == Role.LEADER ? 1 : 0, "group", group.name()));
        }
        set("craton.cluster.applied.index", "Last log index applied on this node", applied);
        set("craton.cluster.leads", "1 for each group this node leads", leads);
        set(
                "craton.crypto.backend.usable",
                "1 for each backend that passed its self-tests",
                rows(self.backends().stream().map(it -> row(it.usable() ? 1 : 0, "name", it.name()))));
        self.counters().forEach(this::gateway);
    }

    private void gateway(Counter counter) {
        if (PRESENT.contains(counter.name())) {
            set("craton.gateway." + dotted(counter.name()), "Now", List.of(row(counter.value())));
            return;
        }
        counted.put(counter.name(), counter.value());
        if (counters.add(counter.name())) {
            FunctionCounter.builder(
                            "craton.gateway." + dotted(counter.name()),
                            this,
                            metrics -> metrics.counted.getOrDefault(counter.name(), 0L))
                    .description("Since the gateway was started")
                    .register(registry);
        }
    }

    private void cluster(AdminService admin) {
        List<NodeAnswer> answers = admin.lastKnown();
        ClusterView view = ClusterView.of(clusterName, admin.self(), answers);
        set(
                "craton.cluster.quorum.available",
                "1 while changes are accepted",
                one(view.failureTolerance().quorum()));
        set(
                "craton.cluster.failure.tolerance",
                "How many more nodes may fail",
                List.of(row(view.failureTolerance().nodes())));
        set("craton.cluster.voters", "Nodes of the cluster", List.of(row(answers.size())));
        set(
                "craton.cluster.version.skew",
                "Versions beyond the first",
                List.of(row(Math.max(0, view.versions().size() - 1))));
        set(
                "craton.cluster.term",
                "Raft term",
                rows(view.groups().stream().map(group -> row(group.term(), "group", group.name()))));
        set(
                "craton.cluster.commit.index",
                "Highest log index known to be on a majority",
                rows(view.groups().stream().map(group -> row(group.committedIndex(), "group", group.name()))));
        peers(view, answers);
    }

    private void peers(ClusterView view, List<NodeAnswer> answers) {
        List<Row<?>> lag = new ArrayList<>();
        List<Row<?>> answering = new ArrayList<>();
        List<Row<?>> contact = new ArrayList<>();
        List<Row<?>> expiry = new ArrayList<>();
        Instant now = clock.instant();
        for (ClusterView.Node node : view.nodes()) {
            answering.add(row(node.answers() ? 1 : 0, "id", node.name()));
            if (node.lastContact() != null) {
                contact.add(row(
                        Math.max(
                                0,
                                now.getEpochSecond()
                                        - Instant.parse(node.lastContact()).getEpochSecond()),
                        "id",
                        node.name()));
            }
            node.groups()
                    .forEach(
                            replica -> lag.add(row(replica.lagEntries(), "id", node.name(), "group", replica.group())));
        }
        for (NodeAnswer answer : answers) {
            if (answer instanceof NodeAnswer.Described(NodeDescription node, Instant _)) {
                node.certificates()
                        .forEach(
                                it -> expiry.add(row(it.notAfterMillis() / 1_000, "id", node.node(), "use", it.use())));
            }
        }
        set("craton.peer.answers", "1 while the node answers", answering);
        set("craton.peer.last.contact.seconds", "Since the node answered last", contact);
        set("craton.peer.lag.entries", "Committed entries the node has not applied", lag);
        set("craton.peer.cert.not.after.seconds", "End of the certificate, seconds since the epoch", expiry);
    }

    private void set(String name, String help, List<Row<?>> rows) {
        gauges.computeIfAbsent(
                        name, each -> MultiGauge.builder(each).description(help).register(registry))
                .register(rows, true);
    }

    private static List<Row<?>> one(boolean flag) {
        return List.of(row(flag ? 1 : 0));
    }

    private static List<Row<?>> rows(Stream<Row<?>> rows) {
        return rows.toList();
    }

    private static Row<?> row(long value, String... tags) {
        return Row.of(Tags.of(tags), value);
    }

    /** {@code framesOversize} is {@code frames.oversize}, which Prometheus reads as {@code frames_oversize}. */
    private static String dotted(String name) {
        return name.replaceAll("([A-Z])", ".$1").toLowerCase(Locale.ROOT);
    }

    @Override
    public void close() {
        registry.close();
    }
}
