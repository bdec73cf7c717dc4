/** Identifiers: slots, handles, applications, requests. */
@NullMarked
package io.craton.hsm.core.id;

import org.jspecify.annotations.NullMarked;
