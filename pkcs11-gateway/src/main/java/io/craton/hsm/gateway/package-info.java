/** PKCS#11: the native client library, the wire protocol, and the gateway server that answers it. */
@NullMarked
package io.craton.hsm.gateway;

import org.jspecify.annotations.NullMarked;
