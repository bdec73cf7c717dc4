package io.craton.hsm.ops.api;

import io.craton.hsm.actors.HsmService;
import io.craton.hsm.actors.admin.AdminService;
import io.craton.hsm.actors.admin.NodeDescription;
import io.craton.hsm.ops.operators.OperatorDesk;
import java.util.List;
import java.util.Optional;

/** A node of which each part is there or not. */
public record FakeNode(
        Optional<AdminService> admin, Optional<HsmService> hsm, Optional<OperatorDesk> operators, NodeDescription self)
        implements NodeAccess {
    /** One whose serving part is being started anew. */
    public static final NodeAccess AWAY = new FakeNode(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            new NodeDescription("n1", "test", 1, false, false, List.of(), List.of(), List.of(), List.of()));
}
