package io.craton.hsm.ops.api;

import static io.craton.hsm.ops.api.Access.needs;

import io.craton.hsm.auth.Permission;
import io.craton.hsm.ops.api.Route.Method;
import io.craton.hsm.ops.api.Route.Nothing;
import java.util.List;

/** What the self-tests of cryptography came to, on every node. */
final class SelfTestResource {
    record SelfTests(List<NodeTests> nodes) {}

    record NodeTests(String node, boolean answers, List<ClusterView.Backend> backends) {}

    private final NodeAccess access;
    private final String clusterName;

    SelfTestResource(NodeAccess access, String clusterName) {
        this.access = access;
        this.clusterName = clusterName;
    }

    List<Route<?, ?>> routes() {
        return List.of(new Route<>(
                Method.GET,
                "/api/v1/self-tests",
                needs(Permission.VIEW_STATUS),
                Nothing.class,
                SelfTests.class,
                "Backends of cryptography and their self-tests, on every node",
                call -> ServingNode.admin(
                        access,
                        admin -> Answer.of(
                                new SelfTests(ClusterView.of(clusterName, admin.self(), admin.nodes()).nodes().stream()
                                        .map(node -> new NodeTests(node.name(), node.answers(), node.backends()))
                                        .toList())))));
    }
}
