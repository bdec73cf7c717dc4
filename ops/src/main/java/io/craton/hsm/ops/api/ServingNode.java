package io.craton.hsm.ops.api;

import io.craton.hsm.actors.HsmService;
import io.craton.hsm.actors.admin.AdminService;
import io.craton.hsm.ops.operators.OperatorDesk;
import java.util.function.Function;

/** Passes a request on to what answers it, or says that it is being started anew. */
final class ServingNode {
    private ServingNode() {}

    static <R> Answer<R> admin(NodeAccess node, Function<AdminService, Answer<R>> next) {
        return node.admin().map(next).orElseGet(ServingNode::away);
    }

    static <R> Answer<R> hsm(NodeAccess node, Function<HsmService, Answer<R>> next) {
        return node.hsm().map(next).orElseGet(ServingNode::away);
    }

    static <R> Answer<R> desk(NodeAccess node, Function<OperatorDesk, Answer<R>> next) {
        return node.operators().map(next).orElseGet(ServingNode::away);
    }

    static <R> Answer<R> away() {
        return Answer.refused(ProblemKind.UNAVAILABLE, "This node is starting or joining the others again.");
    }
}
