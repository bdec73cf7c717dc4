/** One adapter per provider. Classes of this package are loaded only by the loader of their own backend. */
@NullMarked
package io.craton.hsm.crypto.adapter;

import org.jspecify.annotations.NullMarked;
