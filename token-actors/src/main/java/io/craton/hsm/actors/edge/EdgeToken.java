package io.craton.hsm.actors.edge;

import io.craton.hsm.actors.token.TokenReply;
import io.craton.hsm.core.id.ApplicationId;
import io.craton.hsm.core.id.ObjectHandle;
import io.craton.hsm.core.id.Role;
import io.craton.hsm.core.id.SlotId;
import io.craton.hsm.core.lease.HeldLease;
import io.craton.hsm.core.lease.HeldLease.Entries;
import io.craton.hsm.crypto.seal.Sealer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What this node holds of one token under its lease: objects and logins. Everything in it may be used only while the lease is valid, which
 * is looked at before a use and again before its result leaves. Reads take no lock.
 */
final class EdgeToken {
    /** Keys that one node keeps ready for one token; beyond it the cache starts over, so that it can never grow without bound. */
    static final int MAX_OBJECTS = 8_192;

    private final SlotId slot;
    private final Sealer transit;
    private final Map<ObjectHandle, EdgeObject> objects = new ConcurrentHashMap<>();
    private final Map<ApplicationId, Optional<Role>> logins = new ConcurrentHashMap<>();
    private volatile HeldLease lease = HeldLease.none(System.nanoTime());

    EdgeToken(SlotId slot, Sealer transit) {
        this.slot = slot;
        this.transit = transit;
    }

    SlotId slot() {
        return slot;
    }

    long stamp() {
        return lease.stamp();
    }

    boolean isLeased() {
        return lease.isValidAt(System.nanoTime());
    }

    /** The object, if this node may use it for {@code application} now. */
    @Nullable
    EdgeObject usable(ObjectHandle handle, ApplicationId application) {
        EdgeObject object = objects.get(handle);
        return object != null && mayUse(object, application) ? object : null;
    }

    /** Whether {@code application} may (still) use the object, and its result may leave. */
    boolean mayUse(EdgeObject object, ApplicationId application) {
        return object.isLive() && isLeased() && (!object.isPrivate() || isUser(application));
    }

    /** The application's login, if this node knows it for certain now. Empty when it has to be asked. */
    Optional<Optional<Role>> login(ApplicationId application) {
        return isLeased() ? Optional.ofNullable(logins.get(application)) : Optional.empty();
    }

    private boolean isUser(ApplicationId application) {
        Optional<Role> role = logins.get(application);
        return role != null && role.equals(Optional.of(Role.USER));
    }

    /** Takes in a grant that was asked for at {@code askedNanos}. */
    synchronized void granted(long term, long stamp, long askedNanos) {
        apply(lease.granted(term, stamp, askedNanos), List.of(), List.of());
    }

    /** Takes in an object, with its grant if one comes along; it is kept only if nothing was taken away since the leader read it. */
    synchronized void store(ApplicationId application, TokenReply.LeasedObject reply, long askedNanos) {
        if (reply.granted()) {
            granted(reply.term(), reply.stamp(), askedNanos);
        }
        if (!lease.covers(reply.term(), reply.stamp())) {
            return;
        }
        if (objects.size() >= MAX_OBJECTS) {
            dropAllObjects();
        }
        logins.put(application, reply.login());
        EdgeObject known = objects.get(reply.object());
        if (known != null && known.isAs(reply.uid(), reply.attributes())) {
            // The same key with a new lease: operations under way with it go on.
            return;
        }
        EdgeObject object = new EdgeObject(slot, reply.uid(), reply.attributes(), reply.material(), transit);
        EdgeObject earlier = objects.put(reply.object(), object);
        if (earlier != null) {
            earlier.close();
        }
    }

    /** Takes in what the leader says of a session's login. */
    synchronized void store(ApplicationId application, TokenReply.SessionFacts reply) {
        if (lease.covers(reply.term(), reply.stamp())) {
            logins.put(application, reply.login());
        }
    }

    /** Drops what the leader takes away. Afterwards nothing of it can be used here, and that may be confirmed. Answers whether it was news. */
    synchronized boolean revoked(EdgeMessage.Revoke word) {
        HeldLease before = lease;
        apply(before.revoked(word.term(), word.fromStamp(), word.toStamp()), word.objects(), word.applications());
        return lease != before;
    }

    private void apply(
            HeldLease.Revision revision, List<ObjectHandle> namedObjects, List<ApplicationId> namedApplications) {
        if (revision.entries() == Entries.DROP_ALL) {
            dropAllObjects();
            logins.clear();
        } else if (revision.entries() == Entries.DROP_NAMED) {
            namedApplications.forEach(logins::remove);
            for (ObjectHandle handle : namedObjects) {
                EdgeObject object = objects.remove(handle);
                if (object != null) {
                    object.close();
                }
            }
        }
        lease = revision.lease();
    }

    private void dropAllObjects() {
        List<EdgeObject> dropped = List.copyOf(objects.values());
        objects.clear();
        dropped.forEach(EdgeObject::close);
    }

    /** Forgets everything: this node is going down. */
    synchronized void clear() {
        dropAllObjects();
        logins.clear();
        lease = HeldLease.none(System.nanoTime());
    }
}
