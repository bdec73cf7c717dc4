/** The edge: what a node does for the applications connected to it, under leases of the tokens' leaders. */
@NullMarked
package io.craton.hsm.actors.edge;

import org.jspecify.annotations.NullMarked;
