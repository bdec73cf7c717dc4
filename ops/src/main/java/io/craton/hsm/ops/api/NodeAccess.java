package io.craton.hsm.ops.api;

import io.craton.hsm.actors.HsmService;
import io.craton.hsm.actors.admin.AdminService;
import io.craton.hsm.actors.admin.NodeDescription;
import io.craton.hsm.ops.operators.OperatorDesk;
import java.util.Optional;

/** The running node as the API reaches it. What answers applications may be away for a moment while it is started anew. Thread-safe. */
public interface NodeAccess {
    Optional<AdminService> admin();

    Optional<HsmService> hsm();

    /** Where operators sign in. */
    Optional<OperatorDesk> operators();

    /** This node, without asking anybody; does not block. */
    NodeDescription self();
}
