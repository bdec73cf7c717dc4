@NullMarked
package io.craton.hsm.gateway;

import org.jspecify.annotations.NullMarked;
