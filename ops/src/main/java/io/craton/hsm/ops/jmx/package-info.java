/** The cluster as JMX shows it: what the administration API tells, for consoles that speak JMX, under the same roles. */
@NullMarked
package io.craton.hsm.ops.jmx;

import org.jspecify.annotations.NullMarked;
