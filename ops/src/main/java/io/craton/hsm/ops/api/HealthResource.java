package io.craton.hsm.ops.api;

import io.craton.hsm.actors.admin.NodeDescription;
import io.craton.hsm.ops.api.Route.Method;
import io.craton.hsm.ops.api.Route.Nothing;
import java.util.List;
import java.util.function.Function;

/** One question each, answered by this node from what it knows: 200 for yes, 503 for no. Open, because whoever asks has no roles. */
final class HealthResource {
    /** @param words why, in a line */
    record Health(boolean ok, String words) {}

    private final NodeAccess access;

    HealthResource(NodeAccess access) {
        this.access = access;
    }

    List<Route<?, ?>> routes() {
        return List.of(
                route("live", "Whether the process answers", _ -> new Health(true, "the process answers")),
                route("ready", "Whether applications are served here and should be sent here", HealthResource::ready),
                route("quorum", "Whether every group has a leader that this node knows", HealthResource::quorum),
                route("self-test", "Whether cryptography passed its self-tests", HealthResource::selfTest),
                route(
                        "sealed",
                        "Whether the cluster key is there; 503 while it is not",
                        _ -> new Health(true, "unsealed: the cluster key was read from its file")));
    }

    private Route<Nothing, Health> route(String name, String summary, Function<NodeDescription, Health> check) {
        return new Route<>(Method.GET, "/health/" + name, Access.Open.OPEN, Nothing.class, Health.class, summary, _ -> {
            Health health = check.apply(access.self());
            return new Answer.WithStatus<>(health.ok() ? 200 : 503, health);
        });
    }

    static Health ready(NodeDescription node) {
        if (node.draining()) {
            return new Health(false, "the node drains");
        }
        return node.serving()
                ? new Health(true, "the node serves")
                : new Health(false, "the node does not serve: it is starting, or some group has no leader");
    }

    static Health quorum(NodeDescription node) {
        List<String> leaderless = node.groups().stream()
                .filter(group -> group.leader().isEmpty())
                .map(NodeDescription.Group::name)
                .toList();
        return leaderless.isEmpty()
                ? new Health(true, "every group has a leader")
                : new Health(false, "no leader is known of " + String.join(", ", leaderless));
    }

    static Health selfTest(NodeDescription node) {
        long usable =
                node.backends().stream().filter(NodeDescription.Backend::usable).count();
        int all = node.backends().size();
        return new Health(
                usable == all && all > 0, usable + " of " + all + " backends passed their self-tests and are used");
    }
}
