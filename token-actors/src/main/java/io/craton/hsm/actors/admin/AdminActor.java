package io.craton.hsm.actors.admin;

import io.craton.hsm.core.fault.Fault;
import io.craton.hsm.core.fault.Outcome;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One for a node: answers for it. Who may ask is settled on the node that asks, where the operator is known. */
final class AdminActor {
    private static final Logger LOG = LoggerFactory.getLogger(AdminActor.class);

    private final NodeFacts node;

    private AdminActor(NodeFacts node) {
        this.node = node;
    }

    static Behavior<AdminMessage> create(NodeFacts node) {
        AdminActor actor = new AdminActor(node);
        return Behaviors.receiveMessage(message -> {
            actor.handle(message);
            return Behaviors.same();
        });
    }

    private void handle(AdminMessage message) {
        switch (message) {
            case AdminMessage.DescribeNode(var replyTo) -> replyTo.tell(new AdminReply.Described(node.describe()));
            case AdminMessage.TransferLeadership(String group, String toNode, var replyTo) ->
                answer(node.transferLeadership(group, toNode), replyTo);
            case AdminMessage.Drain(boolean draining, var replyTo) -> answer(node.drain(draining), replyTo);
        }
    }

    private static void answer(CompletionStage<Outcome<Outcome.Unit>> work, ActorRef<AdminReply> replyTo) {
        var _ = work.whenComplete((outcome, failure) -> {
            if (failure != null) {
                LOG.warn("an operator's request failed: {}", failure.toString());
                replyTo.tell(new AdminReply.Refused(Fault.DEVICE_ERROR));
                return;
            }
            replyTo.tell(
                    switch (outcome) {
                        case Outcome.Done<Outcome.Unit> _ -> new AdminReply.Done();
                        case Outcome.Refused<Outcome.Unit>(Fault fault) -> new AdminReply.Refused(fault);
                    });
        });
    }
}
