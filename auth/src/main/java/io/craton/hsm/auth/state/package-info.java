/** What the cluster agrees on about operators: sign-ins, failed attempts, second factors, the break-glass account. */
@NullMarked
package io.craton.hsm.auth.state;

import org.jspecify.annotations.NullMarked;
