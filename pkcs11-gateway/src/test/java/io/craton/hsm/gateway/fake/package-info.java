@NullMarked
package io.craton.hsm.gateway.fake;

import org.jspecify.annotations.NullMarked;
