package io.craton.hsm.actors;

import io.craton.hsm.core.Octets;
import io.craton.hsm.core.id.ApplicationId;

/** An application's identity and the proof that a node of this cluster issued it (32 bytes, to be kept from others). */
public record ApplicationTicket(ApplicationId application, Octets proof) {
    @Override
    public String toString() {
        return "ApplicationTicket[" + application + "]";
    }
}
