package io.craton.hsm.actors.edge;

import io.craton.hsm.actors.admin.NodeDescription;
import io.craton.hsm.actors.admin.NodeFacts;
import io.craton.hsm.core.fault.Fault;
import io.craton.hsm.core.fault.Outcome;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A node that follows in one group, remembers whether it drains, and refuses to hand over what it does not lead. */
final class FakeFacts implements NodeFacts {
    private final String node;
    private volatile boolean draining;

    FakeFacts(String node) {
        this.node = node;
    }

    @Override
    public NodeDescription describe() {
        return new NodeDescription(
                node,
                "test",
                7,
                true,
                draining,
                List.of(new NodeDescription.Group(
                        "g1",
                        node.equals("n1") ? NodeDescription.Role.LEADER : NodeDescription.Role.FOLLOWER,
                        3,
                        Optional.of("n1"),
                        10,
                        9,
                        true)),
                List.of(new NodeDescription.Certificate("node", 1_000)),
                List.of(new NodeDescription.Backend("jdk", "25", true, "passed", 0, List.of())),
                List.of(new NodeDescription.Counter("requests", 5)));
    }

    @Override
    public CompletionStage<Outcome<Outcome.Unit>> transferLeadership(String group, String toNode) {
        return CompletableFuture.completedFuture(
                node.equals("n1") ? Outcome.OK : Outcome.refused(Fault.ACTION_PROHIBITED));
    }

    @Override
    public CompletionStage<Outcome<Outcome.Unit>> drain(boolean wanted) {
        draining = wanted;
        return CompletableFuture.completedFuture(Outcome.OK);
    }
}
