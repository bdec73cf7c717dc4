/** Persisted encodings: explicit, versioned, strict in what they read. */
@NullMarked
package io.craton.hsm.core.codec;

import org.jspecify.annotations.NullMarked;
