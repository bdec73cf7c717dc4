package io.craton.hsm.actors.wire;

import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.apache.pekko.actor.typed.ActorRef;

/** References without an actor system: each path is one inbox. */
final class PlainReferences implements ActorReferences {
    @Override
    public String pathOf(ActorRef<?> reference) {
        return reference.path().name();
    }

    @Override
    public ActorRef<?> at(String path) {
        if (!path.matches("[a-z0-9]{1,32}")) {
            throw new IllegalArgumentException("no path");
        }
        return TestInbox.create(path).getRef();
    }
}
