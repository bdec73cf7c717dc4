/**
 * The wire protocol: frames, bounded readers and writers, and the messages and constants that the build generates from
 * {@code src/main/schema}. It knows nothing of what the messages do.
 */
@NullMarked
package io.craton.hsm.gateway.wire;

import org.jspecify.annotations.NullMarked;
