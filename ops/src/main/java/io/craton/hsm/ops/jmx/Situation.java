package io.craton.hsm.ops.jmx;

import io.craton.hsm.ops.api.ClusterView;
import io.craton.hsm.ops.jmx.Alert.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What alerts are about, at one instant. A pure value: comparing two gives the alerts between them.
 *
 * @param quorum whether changes are accepted
 * @param leaders by group; one whose leader is not known keeps the last
 * @param answering nodes
 * @param lockedSlots whose user PIN is locked
 * @param expiring certificates that end within 30 days, as {@code NODE USE}
 */
record Situation(
        boolean quorum,
        Map<String, String> leaders,
        Set<String> answering,
        Set<String> lockedSlots,
        Set<String> expiring) {
    static final Duration EXPIRES_SOON = Duration.ofDays(30);

    Situation {
        leaders = Map.copyOf(leaders);
        answering = Set.copyOf(answering);
        lockedSlots = Set.copyOf(lockedSlots);
        expiring = Set.copyOf(expiring);
    }

    static Situation of(ClusterView cluster, Set<String> lockedSlots, Instant now) {
        Map<String, String> leaders = new HashMap<>();
        for (ClusterView.Group group : cluster.groups()) {
            if (group.leader() != null) {
                leaders.put(group.name(), group.leader());
            }
        }
        Set<String> answering = new HashSet<>();
        Set<String> expiring = new HashSet<>();
        for (ClusterView.Node node : cluster.nodes()) {
            if (node.answers()) {
                answering.add(node.name());
            }
            node.certificates().stream()
                    .filter(it -> Instant.parse(it.notAfter()).isBefore(now.plus(EXPIRES_SOON)))
                    .forEach(it -> expiring.add(node.name() + " " + it.use()));
        }
        return new Situation(cluster.failureTolerance().quorum(), leaders, answering, lockedSlots, expiring);
    }

    /** This one, with the leaders of {@code before} where there is none now. */
    Situation after(Situation before) {
        Map<String, String> known = new HashMap<>(before.leaders);
        known.putAll(leaders);
        // What a node that does not answer shows is not known: it is not said again when it answers.
        Set<String> soon = new HashSet<>(expiring);
        before.expiring.stream()
                .filter(it -> !answering.contains(it.substring(0, it.indexOf(' '))))
                .forEach(soon::add);
        return new Situation(quorum, known, answering, lockedSlots, soon);
    }

    /** What happened from {@code before} to this one, which follows it. */
    List<Alert> since(Situation before) {
        List<Alert> alerts = new ArrayList<>();
        if (quorum != before.quorum) {
            alerts.add(
                    quorum
                            ? new Alert(Kind.QUORUM_REGAINED, "cluster", "the cluster accepts changes again")
                            : new Alert(Kind.QUORUM_LOST, "cluster", "the cluster accepts no change"));
        }
        new TreeMap<>(leaders).forEach((group, leader) -> {
            String old = before.leaders.get(group);
            if (old != null && !old.equals(leader)) {
                alerts.add(new Alert(Kind.LEADER_CHANGED, group, leader + " leads " + group + " after " + old));
            }
        });
        without(before.answering, answering)
                .forEach(node -> alerts.add(new Alert(Kind.PEER_UNREACHABLE, node, node + " does not answer")));
        without(answering, before.answering)
                .forEach(node -> alerts.add(new Alert(Kind.PEER_REACHABLE, node, node + " answers")));
        without(lockedSlots, before.lockedSlots)
                .forEach(slot -> alerts.add(
                        new Alert(Kind.PIN_LOCKED, slot, "the user PIN of the token in slot " + slot + " is locked")));
        without(expiring, before.expiring)
                .forEach(it -> alerts.add(new Alert(
                        Kind.CERTIFICATE_EXPIRING,
                        it,
                        "a certificate ends within " + EXPIRES_SOON.toDays() + " days: " + it)));
        return alerts;
    }

    private static Set<String> without(Set<String> these, Set<String> those) {
        Set<String> rest = new TreeSet<>(these);
        rest.removeAll(those);
        return rest;
    }
}
