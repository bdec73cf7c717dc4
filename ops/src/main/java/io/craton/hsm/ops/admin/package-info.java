/** What this node says of itself to the administration of the cluster, and what it can be told. */
@NullMarked
package io.craton.hsm.ops.admin;

import org.jspecify.annotations.NullMarked;
