/** The session machine: what survives of a session when its node dies, as a pure function of commands and events. */
@NullMarked
package io.craton.hsm.core.session;

import org.jspecify.annotations.NullMarked;
