/** The operators' command line: what the administration API offers, for people and for scripts. */
@NullMarked
package io.craton.hsm.ops.cli;

import org.jspecify.annotations.NullMarked;
