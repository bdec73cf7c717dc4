@NullMarked
package io.craton.hsm.actors.edge;

import org.jspecify.annotations.NullMarked;
