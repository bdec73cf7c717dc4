/** Runs the tests of the native client library, which are written in C under {@code src/test/native}. */
@NullMarked
package io.craton.hsm.gateway.library;

import org.jspecify.annotations.NullMarked;
