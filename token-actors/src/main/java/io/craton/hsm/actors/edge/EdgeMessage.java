package io.craton.hsm.actors.edge;

import io.craton.hsm.actors.token.TokenMessage;
import io.craton.hsm.actors.wire.ClusterMessage;
import io.craton.hsm.core.id.ApplicationId;
import io.craton.hsm.core.id.ObjectHandle;
import io.craton.hsm.core.id.SessionHandle;
import io.craton.hsm.core.id.SlotId;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;

/** What a node's edge actor understands. */
public sealed interface EdgeMessage extends ClusterMessage {
    /**
     * A token's leader takes something away: drop what is named (or everything, where an earlier word was missed), then confirm.
     *
     * @param objects destroyed or changed
     * @param applications whose login changed
     * @param loggedOut those of them that are logged out now
     */
    record Revoke(
            SlotId slot,
            long term,
            long fromStamp,
            long toStamp,
            List<ObjectHandle> objects,
            List<ApplicationId> applications,
            List<ApplicationId> loggedOut,
            ActorRef<TokenMessage> confirmTo)
            implements EdgeMessage {}

    /**
     * An operator took the application its sessions, or one of them: stop what of it is here. Comes before the {@link Revoke} that takes
     * keys and login away, so that whoever confirmed that one has stopped.
     */
    record Evict(SlotId slot, ApplicationId application, Optional<SessionHandle> session) implements EdgeMessage {}

    /** Start the actor of a session on this node. Never travels. */
    record Host(EdgeSession session, boolean isTakeOver) implements EdgeMessage {}

    /** The edge actor to itself: renew the leases in use. */
    enum Renew implements EdgeMessage {
        RENEW
    }
}
