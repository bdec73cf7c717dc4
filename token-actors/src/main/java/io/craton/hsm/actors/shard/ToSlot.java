package io.craton.hsm.actors.shard;

import io.craton.hsm.actors.wire.ClusterMessage;

/** A message for the token in {@code slot}, to the guardian of its group. */
public record ToSlot(int slot, ClusterMessage message) implements ShardMessage, ClusterMessage {}
