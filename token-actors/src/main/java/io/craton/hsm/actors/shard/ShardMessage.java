package io.craton.hsm.actors.shard;

/** What a {@link ShardGuardian} takes. Only {@link ToSlot} comes from other nodes. */
public sealed interface ShardMessage
        permits ToSlot, ShardGuardian.LeaderReady, ShardGuardian.LeadershipLost, ShardGuardian.TokenStopped {}
