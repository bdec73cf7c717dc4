package io.craton.hsm.actors.shard;

import io.craton.hsm.actors.wire.ClusterMessage;
import java.util.Optional;

/**
 * The answer of a guardian that does not serve its group now.
 *
 * @param leader the node that does, as far as the answering one knows
 */
public record NotLeader(int group, Optional<String> leader) implements ClusterMessage {}
