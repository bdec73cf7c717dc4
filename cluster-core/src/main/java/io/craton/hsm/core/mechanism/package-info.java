/** The mechanism catalogue: what each mechanism is, takes, and needs. */
@NullMarked
package io.craton.hsm.core.mechanism;

import org.jspecify.annotations.NullMarked;
