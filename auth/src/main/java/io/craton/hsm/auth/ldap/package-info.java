/** Signing in with a name and a password of an LDAP directory. */
@NullMarked
package io.craton.hsm.auth.ldap;

import org.jspecify.annotations.NullMarked;
