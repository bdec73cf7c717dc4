/** The administration API: each route declared once as data, with what it needs, takes, gives and does. */
@NullMarked
package io.craton.hsm.ops.api;

import org.jspecify.annotations.NullMarked;
