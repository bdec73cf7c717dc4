/** Who operates the cluster: the agreed state of their sign-ins, and the providers that vouch for them. */
@NullMarked
package io.craton.hsm.ops.operators;

import org.jspecify.annotations.NullMarked;
