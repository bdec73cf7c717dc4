/** Fault runs: nodes in network namespaces of their own, faults drawn from a seed, and a checker of what clients saw. */
@NullMarked
package io.craton.hsm.ops.chaos;

import org.jspecify.annotations.NullMarked;
