/** Signing in from beginning to end: attempts, providers, roles, second factors and sessions. */
@NullMarked
package io.craton.hsm.auth.desk;

import org.jspecify.annotations.NullMarked;
