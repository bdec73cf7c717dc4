/** One node's configuration: its file format (HOCON), its defaults and limits, and everything that can be wrong with it. */
@NullMarked
package io.craton.hsm.ops.config;

import org.jspecify.annotations.NullMarked;
