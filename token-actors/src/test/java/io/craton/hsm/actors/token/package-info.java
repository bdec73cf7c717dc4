@NullMarked
package io.craton.hsm.actors.token;

import org.jspecify.annotations.NullMarked;
