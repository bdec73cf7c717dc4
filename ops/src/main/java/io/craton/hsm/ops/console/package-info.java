/** The console: pages for browsers over the routes of the administration API, on a listener of their own. */
@NullMarked
package io.craton.hsm.ops.console;

import org.jspecify.annotations.NullMarked;
