/** How the administration API is reached: listener, TLS, who calls, limits, problem documents. */
@NullMarked
package io.craton.hsm.ops.http;

import org.jspecify.annotations.NullMarked;
