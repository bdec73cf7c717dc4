/** States of the whole cluster, kept by the leader of the meta group and changed only from a version that is still the latest. */
@NullMarked
package io.craton.hsm.actors.agreed;

import org.jspecify.annotations.NullMarked;
