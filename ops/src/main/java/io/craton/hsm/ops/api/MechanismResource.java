package io.craton.hsm.ops.api;

import static io.craton.hsm.ops.api.Access.needs;

import io.craton.hsm.auth.Permission;
import io.craton.hsm.ops.api.Route.Method;
import io.craton.hsm.ops.api.Route.Nothing;
import java.util.List;

/** The mechanisms there are, and how they have been used. */
final class MechanismResource {
    private final NodeAccess node;

    MechanismResource(NodeAccess node) {
        this.node = node;
    }

    List<Route<?, ?>> routes() {
        return List.of(new Route<>(
                Method.GET,
                "/api/v1/mechanisms",
                needs(Permission.VIEW_STATUS),
                Nothing.class,
                MechanismView.class,
                "Mechanisms, and how often and how fast the nodes that answer have used each since they started",
                _ -> ServingNode.admin(node, admin -> Answer.of(MechanismView.of(admin.lastKnown())))));
    }
}
