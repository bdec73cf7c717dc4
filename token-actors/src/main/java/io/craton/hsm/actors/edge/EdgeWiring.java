package io.craton.hsm.actors.edge;

import io.craton.hsm.actors.Consensus;

/**
 * What the edge actor works with.
 *
 * @param incarnation names this run of this node's process
 */
record EdgeWiring(Consensus consensus, TokenClient tokens, SessionRegistry registry, String incarnation) {}
