/** Whole clusters of real processes, driven as their users drive them. */
@NullMarked
package io.craton.hsm.ops.cluster;

import org.jspecify.annotations.NullMarked;
