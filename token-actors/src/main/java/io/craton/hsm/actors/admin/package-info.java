/** Administration of the cluster as one node offers it: what every node says of itself, and what operators may have done. */
@NullMarked
package io.craton.hsm.actors.admin;

import org.jspecify.annotations.NullMarked;
