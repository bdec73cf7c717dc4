/** Numbers for monitoring, under the names the management beans have. */
@NullMarked
package io.craton.hsm.ops.metrics;

import org.jspecify.annotations.NullMarked;
