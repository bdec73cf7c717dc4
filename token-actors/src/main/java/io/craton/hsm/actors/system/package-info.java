/** The node's actor system: configuration, mutual TLS between nodes, membership, start and stop. */
@NullMarked
package io.craton.hsm.actors.system;

import org.jspecify.annotations.NullMarked;
