package io.craton.hsm.actors.wire;

import org.apache.pekko.actor.setup.Setup;

/** The messages an actor system knows, where they are not the {@linkplain MessageRegistry#standard standard} ones. */
public final class WireSetup extends Setup {
    private final MessageRegistry registry;

    public WireSetup(MessageRegistry registry) {
        this.registry = registry;
    }

    MessageRegistry registry() {
        return registry;
    }
}
