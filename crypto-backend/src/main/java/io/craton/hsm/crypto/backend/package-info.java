/** The port between the module and a provider's adapter: the only package both sides of an isolating loader share. */
@NullMarked
package io.craton.hsm.crypto.backend;

import org.jspecify.annotations.NullMarked;
