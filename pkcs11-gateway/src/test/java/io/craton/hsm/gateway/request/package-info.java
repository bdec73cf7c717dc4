@NullMarked
package io.craton.hsm.gateway.request;

import org.jspecify.annotations.NullMarked;
