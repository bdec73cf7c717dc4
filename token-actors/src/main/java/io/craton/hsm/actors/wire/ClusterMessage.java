package io.craton.hsm.actors.wire;

/**
 * A message that may travel between nodes. Its class, and that of everything in it, is listed in {@link MessageRegistry}; it is a
 * record, and its components hold no null unless they are annotated as nullable. It carries no secret in the clear.
 */
public interface ClusterMessage {}
