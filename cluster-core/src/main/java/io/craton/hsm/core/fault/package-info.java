/** The closed set of refusals, and the outcome that carries one. */
@NullMarked
package io.craton.hsm.core.fault;

import org.jspecify.annotations.NullMarked;
