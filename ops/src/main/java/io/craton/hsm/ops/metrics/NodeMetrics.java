package io.craton.hsm.ops.metrics;

import static io.craton.hsm.ops.metrics.MeterBoard.row;

import io.craton.hsm.actors.TokenView.PinStanding;
import io.craton.hsm.actors.admin.NodeDescription;
import io.craton.hsm.actors.admin.NodeDescription.Backend;
import io.craton.hsm.actors.admin.NodeDescription.Certificate;
import io.craton.hsm.actors.admin.NodeDescription.Counter;
import io.craton.hsm.actors.admin.NodeDescription.Role;
import io.craton.hsm.actors.admin.NodeDescription.SelfTest;
import io.craton.hsm.actors.admin.OperationUse;
import io.craton.hsm.actors.admin.TokenDescription;
import io.craton.hsm.ops.api.ClusterView;
import io.craton.hsm.ops.api.MechanismView;
import io.craton.hsm.ops.api.Quantiles;
import io.craton.hsm.ops.api.Readings;
import io.craton.hsm.ops.api.Route.Text;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;

/**
 * What this node measures, in the text form Prometheus reads. Every scrape takes one look at the node, at what is known of the others, and
 * at the tokens, whose leaders it waits for no more than a second. Names are those of the MBeans. Thread-safe.
 */
public final class NodeMetrics implements AutoCloseable {
    private static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    /** Counters that tell how many there are now. */
    private static final Set<String> PRESENT = Set.of("connectionsOpen", "applicationsPresent");

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final MeterBoard board = new MeterBoard(registry);
    private final Readings readings;
    private final Clock clock;

    public NodeMetrics(Readings readings, Clock clock) {
        this.readings = readings;
        this.clock = clock;
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        registry.getPrometheusRegistry()
                .register(new OperationHistogram(() -> readings.self().operations()));
    }

    public synchronized Text scrape() {
        NodeDescription self = readings.self();
        node(self);
        certificates(self);
        selfTests(self.backends());
        self.counters().forEach(this::gateway);
        self.operations().forEach(this::crypto);
        quantile(self.operations(), "craton.crypto.p50.micros", 0.5);
        quantile(self.operations(), "craton.crypto.p99.micros", 0.99);
        readings.signIns().get().forEach(count -> {
            board.counter("craton.auth.accepted", "Recognised", count.accepted(), "provider", count.provider());
            board.counter("craton.auth.failures", "Refused", count.failures(), "provider", count.provider());
        });
        if (readings.node().admin().isPresent()) {
            cluster(readings.cluster());
            slots();
        }
        return new Text(CONTENT_TYPE, registry.scrape());
    }

    private void node(NodeDescription self) {
        board.gauge("craton.node.serving", "1 while PKCS#11 requests are answered", self.serving());
        board.gauge("craton.node.draining", "1 while the node leads nothing by order", self.draining());
        board.gauge("craton.node.uptime.seconds", "Since the process started", self.uptimeSeconds());
        board.gauge(
                "craton.group.applied.index",
                "Last log index applied on this node",
                rows(self.groups(), group -> row(group.appliedIndex(), "group", group.name())));
        board.gauge(
                "craton.group.leads",
                "1 for each group this node leads",
                rows(self.groups(), group -> row(group.role() == Role.LEADER, "group", group.name())));
    }

    private void certificates(NodeDescription self) {
        List<Certificate> certificates = self.certificates();
        board.gauge(
                "craton.tls.cert.not.after.seconds",
                "End of the certificate, seconds since the epoch",
                rows(certificates, it -> row(it.notAfterMillis() / 1_000, "use", it.use())));
        board.gauge("craton.tls.days.left", "Until then", rows(certificates, it -> {
            Duration left = Duration.between(clock.instant(), Instant.ofEpochMilli(it.notAfterMillis()));
            return row(left.toDays(), "use", it.use());
        }));
    }

    private void selfTests(List<Backend> backends) {
        board.gauge(
                "craton.self.test.usable",
                "1 for each backend that passed its self-tests",
                rows(backends, it -> row(it.usable(), "name", it.name())));
        board.gauge(
                "craton.self.test.passed",
                "Known answers it gave at the start",
                rows(
                        backends,
                        it -> row(it.tests().stream().filter(SelfTest::passed).count(), "name", it.name())));
        board.gauge(
                "craton.self.test.failed",
                "Known answers it did not give",
                rows(
                        backends,
                        it -> row(
                                it.tests().stream()
                                        .filter(test -> !test.passed())
                                        .count(),
                                "name",
                                it.name())));
        board.gauge(
                "craton.self.test.micros",
                "How long its tests took together",
                rows(
                        backends,
                        it -> row(
                                it.tests().stream().mapToLong(SelfTest::micros).sum(), "name", it.name())));
    }

    private void gateway(Counter counter) {
        String name = "craton.gateway." + dotted(counter.name());
        if (PRESENT.contains(counter.name())) {
            board.gauge(name, "Now", counter.value());
        } else {
            board.counter(name, "Since the gateway was started", counter.value());
        }
    }

    private void crypto(OperationUse use) {
        String[] tags = {"mechanism", use.mechanism().name(), "operation", MechanismView.word(use.operation())};
        board.counter("craton.crypto.count", "Operations that succeeded", use.done(), tags);
        board.counter("craton.crypto.errors", "Operations that came to nothing", use.refused(), tags);
    }

    /** Out of the histogram's buckets, for whoever cannot compute them. */
    private void quantile(List<OperationUse> uses, String name, double quantile) {
        board.gauge(
                name,
                "So long took at most that part of those that succeeded",
                rows(
                        uses,
                        use -> row(
                                Quantiles.micros(use.buckets(), quantile),
                                "mechanism",
                                use.mechanism().name(),
                                "operation",
                                MechanismView.word(use.operation()))));
    }

    private void cluster(ClusterView view) {
        board.gauge(
                "craton.cluster.quorum.available",
                "1 while changes are accepted",
                view.failureTolerance().quorum());
        board.gauge(
                "craton.cluster.failure.tolerance",
                "How many more nodes may fail",
                view.failureTolerance().nodes());
        board.gauge(
                "craton.cluster.voters", "Nodes of the cluster", view.nodes().size());
        board.gauge(
                "craton.cluster.version.skew",
                "Versions beyond the first",
                Math.max(0, view.versions().size() - 1));
        board.gauge(
                "craton.group.term",
                "Raft term",
                rows(view.groups(), group -> row(group.term(), "group", group.name())));
        board.gauge(
                "craton.group.commit.index",
                "Highest log index known to be on a majority",
                rows(view.groups(), group -> row(group.committedIndex(), "group", group.name())));
        peers(view.nodes());
    }

    private void peers(List<ClusterView.Node> nodes) {
        List<Row<?>> lag = new ArrayList<>();
        List<Row<?>> expiry = new ArrayList<>();
        List<Row<?>> contact = new ArrayList<>();
        for (ClusterView.Node node : nodes) {
            node.groups().forEach(it -> lag.add(row(it.lagEntries(), "id", node.name(), "group", it.group())));
            node.certificates()
                    .forEach(it -> expiry.add(
                            row(Instant.parse(it.notAfter()).getEpochSecond(), "id", node.name(), "use", it.use())));
            if (node.lastContact() != null) {
                Duration since = Duration.between(Instant.parse(node.lastContact()), clock.instant());
                contact.add(row(Math.max(0, since.toSeconds()), "id", node.name()));
            }
        }
        board.gauge(
                "craton.peer.answers",
                "1 while the node answers",
                rows(nodes, node -> row(node.answers(), "id", node.name())));
        board.gauge(
                "craton.peer.serving",
                "1 while it answers PKCS#11 requests",
                rows(nodes, node -> row(Boolean.TRUE.equals(node.serving()), "id", node.name())));
        board.gauge(
                "craton.peer.draining",
                "1 while it leads nothing by order",
                rows(nodes, node -> row(Boolean.TRUE.equals(node.draining()), "id", node.name())));
        board.gauge("craton.peer.last.contact.seconds", "Since the node answered last", contact);
        board.gauge("craton.peer.lag.entries", "Committed entries the node has not applied", lag);
        board.gauge("craton.peer.cert.not.after.seconds", "End of the certificate, seconds since the epoch", expiry);
    }

    private void slots() {
        List<Row<?>> answers = new ArrayList<>();
        List<TokenDescription> tokens = new ArrayList<>();
        readings.slots().all().forEach((slot, token) -> {
            answers.add(row(token.isPresent(), "id", String.valueOf(slot.value())));
            token.ifPresent(tokens::add);
        });
        board.gauge("craton.slot.answers", "1 while the token's leader answers", answers);
        slot(
                tokens,
                "initialized",
                "1 for a token that is initialised",
                it -> it.view().initialized() ? 1 : 0);
        slot(tokens, "objects", "Objects of the token", TokenDescription::objects);
        slot(tokens, "applications", "Applications that use it", TokenDescription::applications);
        slot(tokens, "sessions", "Open sessions", it -> it.view().sessions());
        slot(tokens, "logged.in", "Applications that are logged in", TokenDescription::logins);
        slot(tokens, "failed.logins", "Tries of the user PIN in vain", TokenDescription::userPinFailures);
        slot(
                tokens,
                "locked",
                "1 while the user PIN is locked",
                it -> it.view().userPin() == PinStanding.LOCKED ? 1 : 0);
    }

    private void slot(
            List<TokenDescription> tokens, String name, String help, Function<TokenDescription, Integer> figure) {
        board.gauge(
                "craton.slot." + name,
                help,
                rows(
                        tokens,
                        it -> row(
                                figure.apply(it),
                                "id",
                                String.valueOf(it.view().slot().value()))));
    }

    private static <T> List<Row<?>> rows(List<T> all, Function<T, Row<?>> row) {
        List<Row<?>> rows = new ArrayList<>();
        all.forEach(each -> rows.add(row.apply(each)));
        return rows;
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
