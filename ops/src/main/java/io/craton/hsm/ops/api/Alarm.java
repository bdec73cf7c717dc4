package io.craton.hsm.ops.api;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Something an operator should look at.
 *
 * @param severity {@code critical}: applications are or may be affected; {@code warning}: less is left than there should be
 * @param subject the node, or {@code cluster}
 * @param words what is wrong and what to do, in a sentence
 */
public record Alarm(String severity, String subject, String words) {
    /** Committed entries that a replica may be behind while all is well: some seconds of full load. */
    static final long MAX_LAG_ENTRIES = 10_000;

    static final Duration EXPIRES_SOON = Duration.ofDays(30);

    private static final String CRITICAL = "critical";
    private static final String WARNING = "warning";

    static List<Alarm> of(ClusterView.FailureTolerance tolerance, List<ClusterView.Node> nodes, Instant now) {
        List<Alarm> critical = new ArrayList<>();
        List<Alarm> warnings = new ArrayList<>();
        if (!tolerance.quorum()) {
            critical.add(new Alarm(CRITICAL, "cluster", "No quorum: " + tolerance.words() + "."));
        }
        for (ClusterView.Node node : nodes) {
            if (!node.answers()) {
                critical.add(new Alarm(CRITICAL, node.name(), "Does not answer. Look at its log, or start it again."));
            } else {
                ofAnswering(node, now, critical, warnings);
            }
        }
        critical.addAll(warnings);
        return critical;
    }

    private static void ofAnswering(ClusterView.Node node, Instant now, List<Alarm> critical, List<Alarm> warnings) {
        if (Boolean.FALSE.equals(node.serving())) {
            warnings.add(
                    new Alarm(WARNING, node.name(), "Does not serve applications; it is starting or catching up."));
        }
        if (Boolean.TRUE.equals(node.draining())) {
            warnings.add(new Alarm(WARNING, node.name(), "Is drained: it leads nothing until that is ended."));
        }
        for (ClusterView.Replica replica : node.groups()) {
            if (!replica.alive()) {
                critical.add(new Alarm(
                        CRITICAL,
                        node.name(),
                        "Its replica of " + replica.group() + " has stopped. Start the node again."));
            } else if (replica.lagEntries() > MAX_LAG_ENTRIES) {
                warnings.add(new Alarm(
                        WARNING,
                        node.name(),
                        "Is " + replica.lagEntries() + " entries behind in " + replica.group() + "."));
            }
        }
        for (ClusterView.Backend backend : node.backends()) {
            if (!backend.usable()) {
                critical.add(new Alarm(
                        CRITICAL,
                        node.name(),
                        "Backend " + backend.name() + " is not used: " + backend.detail() + "."));
            }
        }
        for (ClusterView.Certificate certificate : node.certificates()) {
            Duration left = Duration.between(now, Instant.parse(certificate.notAfter()));
            if (left.compareTo(EXPIRES_SOON) < 0) {
                List<Alarm> alarms = left.isNegative() ? critical : warnings;
                alarms.add(new Alarm(
                        left.isNegative() ? CRITICAL : WARNING,
                        node.name(),
                        "The certificate for " + certificate.use()
                                + (left.isNegative()
                                        ? " has expired."
                                        : " expires in " + left.toDays() + " days. Renew it.")));
            }
        }
    }
}
