@NullMarked
package io.craton.hsm.actors.session;

import org.jspecify.annotations.NullMarked;
