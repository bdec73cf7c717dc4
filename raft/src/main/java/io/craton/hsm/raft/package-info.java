/** Consensus: the Ratis server, and the replicated journal and snapshot store as Pekko Persistence plugins. */
@NullMarked
package io.craton.hsm.raft;

import org.jspecify.annotations.NullMarked;
