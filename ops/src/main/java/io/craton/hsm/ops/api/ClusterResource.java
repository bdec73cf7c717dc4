package io.craton.hsm.ops.api;

import static io.craton.hsm.ops.api.Access.needs;

import io.craton.hsm.actors.admin.AdminService;
import io.craton.hsm.auth.Permission;
import io.craton.hsm.ops.api.Route.Method;
import io.craton.hsm.ops.api.Route.Nothing;
import java.util.List;

/** The cluster as a whole. */
final class ClusterResource {
    private final NodeAccess node;
    private final String clusterName;

    ClusterResource(NodeAccess node, String clusterName) {
        this.node = node;
        this.clusterName = clusterName;
    }

    List<Route<?, ?>> routes() {
        return List.of(new Route<>(
                Method.GET,
                "/api/v1/cluster",
                needs(Permission.VIEW_STATUS),
                Nothing.class,
                ClusterView.class,
                "All nodes and groups, and how many more nodes may fail",
                call -> ServingNode.admin(node, this::view)));
    }

    private Answer<ClusterView> view(AdminService admin) {
        return Answer.of(ClusterView.of(clusterName, admin.self(), admin.nodes()));
    }
}
