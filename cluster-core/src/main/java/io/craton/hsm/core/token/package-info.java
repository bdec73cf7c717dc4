/** The token machine: what is agreed on about one token, as a pure function of commands and events. */
@NullMarked
package io.craton.hsm.core.token;

import org.jspecify.annotations.NullMarked;
