package io.craton.hsm.ops.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.craton.hsm.actors.admin.NodeAnswer;
import io.craton.hsm.actors.admin.NodeDescription;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The whole cluster at one instant.
 *
 * @param answeredBy the node that asked the others
 * @param alarms what an operator should look at, the gravest first
 * @param versions the different versions of the nodes that answered; more than one during an upgrade
 * @param approvedOnly whether mechanisms that are not approved are refused
 */
public record ClusterView(
        String name,
        String answeredBy,
        FailureTolerance failureTolerance,
        List<Alarm> alarms,
        List<String> versions,
        boolean approvedOnly,
        List<Group> groups,
        List<Node> nodes) {
    /** No version has an approved mode yet: the whole catalogue may be used. */
    static final boolean APPROVED_ONLY = false;

    /**
     * How many more nodes may fail.
     *
     * @param nodes 0 when no further one may, -1 and below when too few are there already
     */
    public record FailureTolerance(boolean quorum, int nodes, String words) {}

    /**
     * @param leader as it says itself; absent while there is none
     * @param committedIndex the highest that any node knows
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Group(String name, @Nullable String leader, long term, long committedIndex) {}

    /**
     * @param lastContact when it last answered this node, ISO 8601; absent if it never did
     * @param leads groups
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Node(
            String name,
            boolean answers,
            @Nullable String lastContact,
            @Nullable String version,
            @Nullable Long uptimeSeconds,
            @Nullable Boolean serving,
            @Nullable Boolean draining,
            List<String> leads,
            List<Replica> groups,
            List<Certificate> certificates,
            List<Backend> backends) {}

    /** @param lagEntries committed entries that the node has not applied yet */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Replica(
            String group,
            String role,
            long term,
            @Nullable String leader,
            long committedIndex,
            long appliedIndex,
            long lagEntries,
            boolean alive) {}

    public record Certificate(String use, String notAfter) {}

    public record Backend(String name, String version, boolean usable, String detail) {}

    public static ClusterView of(String name, String self, List<NodeAnswer> answers) {
        List<NodeDescription> described =
                answers.stream().flatMap(answer -> description(answer).stream()).toList();
        Map<String, Long> committed = new HashMap<>();
        described.forEach(node ->
                node.groups().forEach(group -> committed.merge(group.name(), group.committedIndex(), Math::max)));
        List<Group> groups = groups(described, committed);
        FailureTolerance tolerance = tolerance(answers.size(), described, groups);
        List<Node> nodes =
                answers.stream().map(answer -> node(answer, committed)).toList();
        return new ClusterView(
                name,
                self,
                tolerance,
                Alarm.of(tolerance, nodes, Instant.now()),
                described.stream()
                        .map(NodeDescription::version)
                        .distinct()
                        .sorted()
                        .toList(),
                APPROVED_ONLY,
                groups,
                nodes);
    }

    private static Optional<NodeDescription> description(NodeAnswer answer) {
        return answer instanceof NodeAnswer.Described(NodeDescription description, Instant _)
                ? Optional.of(description)
                : Optional.empty();
    }

    /** Every node votes in every group, so what is left over a majority may go. */
    static FailureTolerance tolerance(int nodes, List<NodeDescription> described, List<Group> groups) {
        int sound = (int) described.stream()
                .filter(node -> node.groups().stream().allMatch(NodeDescription.Group::alive))
                .count();
        int spare = sound - (nodes / 2 + 1);
        if (spare < 0) {
            return new FailureTolerance(
                    false, spare, "too few nodes answer: the cluster accepts no change until " + -spare + " more do");
        }
        List<String> leaderless = groups.stream()
                .filter(group -> group.leader() == null)
                .map(Group::name)
                .toList();
        if (!leaderless.isEmpty()) {
            return new FailureTolerance(
                    false, spare, "enough nodes answer, but no leader is known of " + String.join(", ", leaderless));
        }
        return new FailureTolerance(
                true,
                spare,
                switch (spare) {
                    case 0 -> "no further node may fail";
                    case 1 -> "one more node may fail";
                    default -> spare + " more nodes may fail";
                });
    }

    private static List<Group> groups(List<NodeDescription> described, Map<String, Long> committed) {
        record Claim(String node, NodeDescription.Group group) {}
        List<Claim> claims = new ArrayList<>();
        described.forEach(node -> node.groups().forEach(group -> claims.add(new Claim(node.node(), group))));
        return committed.keySet().stream()
                .sorted(Comparator.comparing((String group) -> !group.equals("meta"))
                        .thenComparing(Comparator.naturalOrder()))
                .map(name -> {
                    Optional<Claim> leader = claims.stream()
                            .filter(claim -> claim.group().name().equals(name)
                                    && claim.group().role() == NodeDescription.Role.LEADER)
                            .max(Comparator.comparingLong(claim -> claim.group().term()));
                    long term = claims.stream()
                            .filter(claim -> claim.group().name().equals(name))
                            .mapToLong(claim -> claim.group().term())
                            .max()
                            .orElse(0);
                    return new Group(
                            name, leader.map(Claim::node).orElse(null), term, committed.getOrDefault(name, -1L));
                })
                .toList();
    }

    private static Node node(NodeAnswer answer, Map<String, Long> committed) {
        return switch (answer) {
            case NodeAnswer.Silent(String name, Optional<Instant> lastHeard) ->
                new Node(
                        name,
                        false,
                        lastHeard.map(Instant::toString).orElse(null),
                        null,
                        null,
                        null,
                        null,
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of());
            case NodeAnswer.Described(NodeDescription it, Instant heard) -> node(it, heard, committed);
        };
    }

    private static Node node(NodeDescription it, Instant heard, Map<String, Long> committed) {
        return new Node(
                it.node(),
                true,
                heard.toString(),
                it.version(),
                it.uptimeSeconds(),
                it.serving(),
                it.draining(),
                it.groups().stream()
                        .filter(group -> group.role() == NodeDescription.Role.LEADER)
                        .map(NodeDescription.Group::name)
                        .toList(),
                it.groups().stream().map(group -> replica(group, committed)).toList(),
                it.certificates().stream()
                        .map(certificate -> new Certificate(
                                certificate.use(),
                                Instant.ofEpochMilli(certificate.notAfterMillis())
                                        .toString()))
                        .toList(),
                it.backends().stream()
                        .map(backend ->
                                new Backend(backend.name(), backend.version(), backend.usable(), backend.detail()))
                        .toList());
    }

    private static Replica replica(NodeDescription.Group group, Map<String, Long> committed) {
        return new Replica(
                group.name(),
                switch (group.role()) {
                    case LEADER -> "leader";
                    case LEADER_NOT_READY -> "leader-not-ready";
                    case FOLLOWER -> "follower";
                    case CANDIDATE -> "candidate";
                    case OTHER -> "other";
                },
                group.term(),
                group.leader().orElse(null),
                group.committedIndex(),
                group.appliedIndex(),
                Math.max(0, committed.getOrDefault(group.name(), 0L) - group.appliedIndex()),
                group.alive());
    }
}
