/** Objects of a token or session: attributes, classes, key types, templates and their rules. */
@NullMarked
package io.craton.hsm.core.object;

import org.jspecify.annotations.NullMarked;
