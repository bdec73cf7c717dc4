package io.craton.hsm.actors.admin;

import io.craton.hsm.actors.wire.ClusterMessage;
import org.apache.pekko.actor.typed.ActorRef;

/** What a node's admin actor is asked. */
public sealed interface AdminMessage extends ClusterMessage {
    record DescribeNode(ActorRef<AdminReply> replyTo) implements AdminMessage {}

    record TransferLeadership(String group, String toNode, ActorRef<AdminReply> replyTo) implements AdminMessage {}

    record Drain(boolean draining, ActorRef<AdminReply> replyTo) implements AdminMessage {}
}
