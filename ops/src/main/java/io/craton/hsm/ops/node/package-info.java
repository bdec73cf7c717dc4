/** The node process: what it consists of, how it starts, and how it ends. */
@NullMarked
package io.craton.hsm.ops.node;

import org.jspecify.annotations.NullMarked;
