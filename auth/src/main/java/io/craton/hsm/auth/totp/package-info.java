/** One-time codes as a second factor. */
@NullMarked
package io.craton.hsm.auth.totp;

import org.jspecify.annotations.NullMarked;
