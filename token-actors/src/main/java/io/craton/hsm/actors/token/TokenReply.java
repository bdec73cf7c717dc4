package io.craton.hsm.actors.token;

import io.craton.hsm.actors.TokenView;
import io.craton.hsm.actors.wire.ClusterMessage;
import io.craton.hsm.core.Octets;
import io.craton.hsm.core.fault.Fault;
import io.craton.hsm.core.id.ObjectHandle;
import io.craton.hsm.core.id.Role;
import io.craton.hsm.core.id.SessionHandle;
import io.craton.hsm.core.object.Attributes;
import io.craton.hsm.core.token.Result;
import java.util.List;
import java.util.Optional;

/** What a token actor answers. */
public sealed interface TokenReply extends ClusterMessage {
    /** The most handles in one {@link Found}, which is one message between nodes. */
    int MAX_FOUND = 16_384;

    record Answer(Result result) implements TokenReply {}

    record Refusal(Fault fault) implements TokenReply {}

    record Viewed(TokenView view) implements TokenReply {}

    /** A page of handles, ascending; one that is shorter than asked for is the last. */
    record Found(List<ObjectHandle> objects) implements TokenReply {}

    record SessionFacts(boolean readWrite, Optional<Role> login, long term, long stamp) implements TokenReply {}

    /** @param sessions all that the application has in this slot, wherever they are */
    record Attached(SessionFacts facts, List<SessionHandle> sessions) implements TokenReply {}

    /**
     * An object as it was at {@code stamp}.
     *
     * @param granted whether a lease comes with it; without one it may be used only under a lease of this term and stamp
     * @param material sealed under the cluster key, bound to the object's uid
     * @param login of the application that asked
     */
    record LeasedObject(
            ObjectHandle object,
            boolean granted,
            Octets uid,
            Attributes attributes,
            Optional<Octets> material,
            Optional<Role> login,
            long term,
            long stamp)
            implements TokenReply {}

    record Renewed(long term, long stamp) implements TokenReply {}
}
