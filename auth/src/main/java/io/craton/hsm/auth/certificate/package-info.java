/** Signing in with an X.509 client certificate. */
@NullMarked
package io.craton.hsm.auth.certificate;

import org.jspecify.annotations.NullMarked;
