/** What a gateway does with each request: wire numbers to the domain, the call, and the domain back to wire numbers. */
@NullMarked
package io.craton.hsm.gateway.request;

import org.jspecify.annotations.NullMarked;
