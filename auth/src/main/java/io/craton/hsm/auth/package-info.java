/** Identity and authority: PIN policy. */
@NullMarked
package io.craton.hsm.auth;

import org.jspecify.annotations.NullMarked;
