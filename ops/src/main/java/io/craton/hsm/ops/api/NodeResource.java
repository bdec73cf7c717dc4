package io.craton.hsm.ops.api;

import static io.craton.hsm.ops.api.Access.needs;

import io.craton.hsm.actors.admin.AdminService;
import io.craton.hsm.auth.Permission;
import io.craton.hsm.core.fault.Fault;
import io.craton.hsm.core.fault.Outcome;
import io.craton.hsm.ops.api.Route.Done;
import io.craton.hsm.ops.api.Route.Method;
import io.craton.hsm.ops.api.Route.Nothing;
import java.time.Duration;
import java.util.List;

/** One node, and who leads. */
final class NodeResource {
    /** Draining and moving leadership take an election at worst. */
    private static final Duration DEADLINE = Duration.ofSeconds(10);

    record DrainRequest(Boolean draining) {}

    record LeaderRequest(String node) {}

    private final NodeAccess access;
    private final String clusterName;

    NodeResource(NodeAccess access, String clusterName) {
        this.access = access;
        this.clusterName = clusterName;
    }

    List<Route<?, ?>> routes() {
        return List.of(
                new Route<>(
                        Method.GET,
                        "/api/v1/nodes/{node}",
                        needs(Permission.VIEW_STATUS),
                        Nothing.class,
                        ClusterView.Node.class,
                        "One node, its replicas, certificates and self-tests",
                        call -> ServingNode.admin(access, admin -> node(admin, call))),
                new Route<>(
                        Method.PUT,
                        "/api/v1/nodes/{node}/drain",
                        needs(Permission.OPERATE_NODES),
                        DrainRequest.class,
                        Done.class,
                        "Have a node lead nothing, for instance before it is stopped, or lead again",
                        call -> ServingNode.admin(access, admin -> drain(admin, call))),
                new Route<>(
                        Method.PUT,
                        "/api/v1/groups/{group}/leader",
                        needs(Permission.OPERATE_NODES),
                        LeaderRequest.class,
                        Done.class,
                        "Make a node lead a group",
                        call -> ServingNode.admin(access, admin -> lead(admin, call))));
    }

    private Answer<ClusterView.Node> node(AdminService admin, ApiCall<Nothing> call) {
        return ClusterView.of(clusterName, admin.self(), admin.nodes()).nodes().stream()
                .filter(node -> node.name().equals(call.parameter("node")))
                .findFirst()
                .map(Answer::of)
                .orElseGet(() -> Parameters.noSuch("node"));
    }

    private static Answer<Done> drain(AdminService admin, ApiCall<DrainRequest> call) {
        return answer(
                admin.drain(call.parameter("node"), call.request().draining(), DEADLINE),
                "There is no such node.",
                "Another node drains or does not answer: too few would be left to lead.");
    }

    private static Answer<Done> lead(AdminService admin, ApiCall<LeaderRequest> call) {
        return answer(
                admin.transferLeadership(call.parameter("group"), call.request().node(), DEADLINE),
                "There is no such group or node.",
                "That node drains or does not answer, or leadership is moving already.");
    }

    private static Answer<Done> answer(Outcome<Outcome.Unit> outcome, String unknown, String prohibited) {
        return switch (outcome) {
            case Outcome.Done<Outcome.Unit> _ -> Answer.of(Done.DONE);
            case Outcome.Refused<Outcome.Unit>(Fault fault) -> refused(fault, unknown, prohibited);
        };
    }

    private static Answer<Done> refused(Fault fault, String unknown, String prohibited) {
        if (fault == Fault.ARGUMENTS_BAD) {
            return Answer.refused(ProblemKind.NOT_FOUND, unknown);
        }
        return fault == Fault.ACTION_PROHIBITED
                ? Answer.refused(ProblemKind.CONFLICT, prohibited)
                : new Answer.Refused<>(Problem.of(fault, "The node did not do it in time."));
    }
}
