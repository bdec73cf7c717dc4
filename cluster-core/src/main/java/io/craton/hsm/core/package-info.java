/** The pure domain: identifiers, limits, faults, the token and session machines, the mechanism catalogue. */
@NullMarked
package io.craton.hsm.core;

import org.jspecify.annotations.NullMarked;
