/**
 * Key leases: how a node may use a key that another node can take away. The granting side ({@link
 * io.craton.hsm.core.lease.LeaseLedger}) and the holding side ({@link io.craton.hsm.core.lease.HeldLease}) are free of I/O and clocks.
 */
@NullMarked
package io.craton.hsm.core.lease;

import org.jspecify.annotations.NullMarked;
