package io.craton.hsm.actors.token;

import io.craton.hsm.actors.shard.Askable;
import io.craton.hsm.actors.wire.ClusterMessage;
import io.craton.hsm.core.Octets;
import io.craton.hsm.core.id.ApplicationId;
import io.craton.hsm.core.id.ObjectHandle;
import io.craton.hsm.core.id.Role;
import io.craton.hsm.core.id.SessionHandle;
import io.craton.hsm.core.object.Attributes;
import io.craton.hsm.core.token.TokenCommand;
import io.craton.hsm.core.token.TokenEvent.Cause;
import io.craton.hsm.core.token.TokenState;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * What a token actor understands. Requests may be repeated; answers to changes come only when the change is committed. PINs and key material
 * travel sealed under the cluster key.
 */
public sealed interface TokenMessage extends ClusterMessage {
    /** A message that is answered. */
    sealed interface Asked extends TokenMessage, Askable {
        @Override
        ActorRef<TokenReply> replyTo();
    }

    /** A change that needs neither a key nor a PIN of the token, decided by the token machine as it is. */
    record Change(TokenCommand command, ActorRef<TokenReply> replyTo) implements Asked {}

    record InitializeToken(Cause cause, Octets soPin, String label, ActorRef<TokenReply> replyTo) implements Asked {}

    record LogIn(Cause cause, SessionHandle session, Role role, Octets pin, ActorRef<TokenReply> replyTo)
            implements Asked {}

    record SetUserPin(Cause cause, SessionHandle session, Octets pin, ActorRef<TokenReply> replyTo) implements Asked {}

    record ChangePin(Cause cause, SessionHandle session, Octets oldPin, Octets newPin, ActorRef<TokenReply> replyTo)
            implements Asked {}

    record ChangeAttributes(
            Cause cause, SessionHandle session, ObjectHandle object, Attributes changes, ActorRef<TokenReply> replyTo)
            implements Asked {}

    record View(ActorRef<TokenReply> replyTo) implements Asked {}

    /** Asks for at most {@code limit} matching handles, from the first one above {@code after}. */
    record FindObjects(
            ApplicationId application,
            SessionHandle session,
            Attributes wanted,
            ObjectHandle after,
            int limit,
            ActorRef<TokenReply> replyTo)
            implements Asked {}

    record ReadSession(ApplicationId application, SessionHandle session, ActorRef<TokenReply> replyTo)
            implements Asked {}

    /**
     * The application goes on with one of its sessions on another node.
     *
     * @param node the run of that node's process
     */
    record AttachSession(ApplicationId application, SessionHandle session, String node, ActorRef<TokenReply> replyTo)
            implements Asked {}

    /**
     * Asks for an object and, where the node has none, a lease to use it.
     *
     * @param heldStamp the stamp up to which the node has dropped what was taken away
     */
    record LeaseObject(
            ApplicationId application,
            SessionHandle session,
            ObjectHandle object,
            String node,
            boolean needsLease,
            long heldStamp,
            ActorRef<TokenReply> replyTo)
            implements Asked {}

    /** @param incarnation the run of the node's process that is alive, for applications that are connected to it */
    record RenewLease(String node, String incarnation, long heldStamp, ActorRef<TokenReply> replyTo) implements Asked {}

    /** What operators ask, which changes nothing. */
    sealed interface Administrative extends Asked {}

    record DescribeToken(ActorRef<TokenReply> replyTo) implements Administrative {}

    /** Asks for at most {@code limit} applications, from the first one above {@code after}. */
    record ListApplications(Optional<ApplicationId> after, int limit, ActorRef<TokenReply> replyTo)
            implements Administrative {}

    /** Asks for at most {@code limit} sessions, of one application or of all, from the first one above {@code after}. */
    record ListSessions(
            Optional<ApplicationId> application, SessionHandle after, int limit, ActorRef<TokenReply> replyTo)
            implements Administrative {}

    /**
     * Asks for at most {@code limit} objects as the session sees them, from the first one above {@code after}.
     *
     * @param labelPart what the label contains, whatever the case; empty for any label
     */
    record ListObjects(
            ApplicationId application,
            SessionHandle session,
            Attributes wanted,
            String labelPart,
            ObjectHandle after,
            int limit,
            ActorRef<TokenReply> replyTo)
            implements Administrative {}

    /** The node has dropped what was taken away up to {@code stamp}. */
    record ConfirmRevocation(String node, long stamp) implements TokenMessage {}

    /** Messages of the actor to itself; they never travel. */
    sealed interface Internal extends TokenMessage {
        /** Decide and persist every change that is waiting. */
        enum Flush implements Internal {
            FLUSH
        }

        /** Look after revocations that wait. */
        enum Tick implements Internal {
            TICK
        }

        /** Look for applications whose nodes are gone for good. */
        enum FindOrphans implements Internal {
            FIND_ORPHANS
        }

        /** Continue with the present state. */
        record Continue(Consumer<TokenState> next) implements Internal {}
    }
}
