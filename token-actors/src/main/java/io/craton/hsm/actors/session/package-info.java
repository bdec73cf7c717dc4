/** The session actor: one per PKCS#11 session, beside the gateway its application is connected to. */
@NullMarked
package io.craton.hsm.actors.session;

import org.jspecify.annotations.NullMarked;
