/** The token actor: one per slot, on the node that leads the slot's Raft group, and only there. */
@NullMarked
package io.craton.hsm.actors.token;

import org.jspecify.annotations.NullMarked;
