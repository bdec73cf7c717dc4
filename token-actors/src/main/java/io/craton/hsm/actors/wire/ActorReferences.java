package io.craton.hsm.actors.wire;

import org.apache.pekko.actor.typed.ActorRef;

/** How a reference to an actor becomes text and back. Thread-safe. */
interface ActorReferences {
    String pathOf(ActorRef<?> reference);

    /** A path that names nothing gives a reference whose messages go nowhere; a text that is no path is refused. */
    ActorRef<?> at(String path);
}
