package io.craton.hsm.actors.token;

import io.craton.hsm.actors.TokenView;
import io.craton.hsm.actors.admin.ApplicationView;
import io.craton.hsm.actors.admin.ObjectSummary;
import io.craton.hsm.actors.admin.SessionEntry;
import io.craton.hsm.actors.admin.TokenDescription;
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

    record Described(TokenDescription token) implements TokenReply {}

    record Applications(List<ApplicationView> applications, boolean isLast) implements TokenReply {}

    record Sessions(List<SessionEntry> sessions, boolean isLast) implements TokenReply {}

    /**
     * Objects found so far.
     *
     * @param reached where to go on
     * @param isLast whether nothing comes after it; a page may be short, or empty, without being the last
     */
    record Objects(List<ObjectSummary> objects, ObjectHandle reached, boolean isLast) implements TokenReply {}

    record Renewed(long term, long stamp) implements TokenReply {}
}
