/** Signing in at an OpenID provider. */
@NullMarked
package io.craton.hsm.auth.oidc;

import org.jspecify.annotations.NullMarked;
