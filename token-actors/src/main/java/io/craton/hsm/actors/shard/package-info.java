/** Placement: a token group's guardian on every node, serving on the group's leader only, and the router that finds it. */
@NullMarked
package io.craton.hsm.actors.shard;

import org.jspecify.annotations.NullMarked;
