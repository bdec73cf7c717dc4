/** The node process that wires every module, its configuration, and its administration. */
@NullMarked
package io.craton.hsm.ops;

import org.jspecify.annotations.NullMarked;
