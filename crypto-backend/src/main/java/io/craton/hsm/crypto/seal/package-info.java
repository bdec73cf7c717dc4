/** Sealing at rest and between nodes: the cluster key, token data keys, and keys wrapped under a PIN. */
@NullMarked
package io.craton.hsm.crypto.seal;

import org.jspecify.annotations.NullMarked;
