/** How messages travel between nodes: Kryo with fixed class ids and bounded reads. Nothing here is ever persisted. */
@NullMarked
package io.craton.hsm.actors.wire;

import org.jspecify.annotations.NullMarked;
