/** Identity and authority: who an operator is, which roles that gives, and what a role may do. */
@NullMarked
package io.craton.hsm.auth;

import org.jspecify.annotations.NullMarked;
