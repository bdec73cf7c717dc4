/** The port through which secret bytes travel. */
@NullMarked
package io.craton.hsm.core.secret;

import org.jspecify.annotations.NullMarked;
