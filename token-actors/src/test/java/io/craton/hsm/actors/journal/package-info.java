@NullMarked
package io.craton.hsm.actors.journal;

import org.jspecify.annotations.NullMarked;
