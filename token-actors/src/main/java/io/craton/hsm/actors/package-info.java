/** The actors: shard guardians, tokens, sessions, key leases, and the bounded crypto dispatcher. */
@NullMarked
package io.craton.hsm.actors;

import org.jspecify.annotations.NullMarked;
