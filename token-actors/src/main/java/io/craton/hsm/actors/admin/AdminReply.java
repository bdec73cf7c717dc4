package io.craton.hsm.actors.admin;

import io.craton.hsm.actors.wire.ClusterMessage;
import io.craton.hsm.core.fault.Fault;

/** What an admin actor answers. */
public sealed interface AdminReply extends ClusterMessage {
    record Described(NodeDescription description) implements AdminReply {}

    record Done() implements AdminReply {}

    record Refused(Fault fault) implements AdminReply {}
}
