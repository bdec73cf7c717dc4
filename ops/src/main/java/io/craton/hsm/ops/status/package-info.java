/** How a node is: what it tells on its status socket, and who asks. */
@NullMarked
package io.craton.hsm.ops.status;

import org.jspecify.annotations.NullMarked;
