@NullMarked
package io.craton.hsm.actors.shard;

import org.jspecify.annotations.NullMarked;
