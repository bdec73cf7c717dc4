/** What the process asks of the kernel so that its memory cannot be read or dumped. */
@NullMarked
package io.craton.hsm.ops.hardening;

import org.jspecify.annotations.NullMarked;
