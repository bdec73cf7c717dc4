package io.craton.hsm.core.simulation;

import io.craton.hsm.core.id.ApplicationId;
import io.craton.hsm.core.id.ObjectHandle;
import io.craton.hsm.core.lease.HeldLease;
import io.craton.hsm.core.lease.LeaseTerms;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The holding side of the lease protocol, around the real lease: a cache of keys, and the operations that use them. */
final class Edge {
    private static final int MAX_ATTEMPTS = 3;

    private record Use(ApplicationId application, ObjectHandle key) {}

    /** @param attempts left to get the key */
    private record Operation(Use use, int attempts) {
        Operation again() {
            return new Operation(use, attempts - 1);
        }
    }

    private final World world;
    private final Node node;
    private final Map<Long, Long> renewals = new HashMap<>();
    private final Map<Long, Operation> fetches = new HashMap<>();
    private final Map<Use, KeyEntry> cache = new HashMap<>();
    private HeldLease lease;

    Edge(World world, Node node) {
        this.world = world;
        this.node = node;
        this.lease = HeldLease.none(node.clock().nanos());
    }

    void start() {
        node.after(world.between(0, LeaseTerms.RENEWAL.toNanos()), _ -> renewRegularly());
    }

    private void renewRegularly() {
        renew();
        node.after(LeaseTerms.RENEWAL.toNanos(), _ -> renewRegularly());
    }

    private void renew() {
        long ask = world.nextUnique();
        renewals.put(ask, node.clock().nanos());
        long heldStamp = lease.stamp();
        node.delicately(0, _ -> toLeader(new Message.Renew(node.index(), ask, heldStamp)));
    }

    private void toLeader(Message message) {
        node.raft().leaderHint().ifPresent(leader -> node.send(leader, message));
    }

    void receive(Message.ForEdge message) {
        switch (message) {
            case Message.Grant it -> granted(it);
            case Message.Fetched it -> fetched(it);
            case Message.Revoke it -> revoked(it);
            case Message.Sign it -> begin(new Operation(new Use(it.application(), it.key()), MAX_ATTEMPTS));
        }
    }

    private void granted(Message.Grant it) {
        @Nullable Long asked = renewals.remove(it.ask());
        if (asked == null) {
            return;
        }
        long from = world.deviates(Deviation.LEASE_COUNTED_FROM_THE_REPLY)
                ? node.clock().nanos()
                : asked;
        revise(lease.granted(it.term(), it.stamp(), from), Set.of(), Set.of());
    }

    private void revoked(Message.Revoke it) {
        revise(lease.revoked(it.term(), it.fromStamp(), it.toStamp()), it.keys(), it.applications());
        if (lease.stamp() >= it.toStamp()) {
            node.send(it.leader(), new Message.Confirm(node.index(), it.toStamp()));
        }
    }

    private void revise(HeldLease.Revision revision, Set<ObjectHandle> keys, Set<ApplicationId> applications) {
        switch (revision.entries()) {
            case KEEP -> {}
            case DROP_NAMED ->
                cache.keySet().removeIf(use -> keys.contains(use.key()) || applications.contains(use.application()));
            case DROP_ALL -> cache.clear();
        }
        lease = revision.lease();
    }

    private void begin(Operation operation) {
        KeyEntry entry = usable(operation.use());
        if (entry != null) {
            long duration = world.chance(20) ? 3 * World.SECOND : 5 * World.MILLI;
            node.delicately(world.between(World.MILLI, duration), _ -> finish(operation, entry));
            return;
        }
        if (operation.attempts() > 0) {
            fetch(operation);
        }
    }

    private @Nullable KeyEntry usable(Use use) {
        return lease.isValidAt(node.clock().nanos()) ? cache.get(use) : null;
    }

    private void fetch(Operation operation) {
        if (!lease.isValidAt(node.clock().nanos())) {
            renew();
        }
        long ask = world.nextUnique();
        fetches.put(ask, operation);
        toLeader(new Message.Fetch(
                node.index(),
                ask,
                operation.use().application(),
                operation.use().key()));
    }

    private void fetched(Message.Fetched it) {
        Operation operation = fetches.remove(it.ask());
        if (operation == null || it.entry().isEmpty()) {
            return;
        }
        if (lease.covers(it.term(), it.stamp()) || world.deviates(Deviation.ENTRY_CACHED_UNSEEN)) {
            cache.put(operation.use(), it.entry().get());
        }
        node.after(world.between(0, 20 * World.MILLI), _ -> begin(operation.again()));
    }

    /** The signature is there; whether it may leave is decided now. */
    private void finish(Operation operation, KeyEntry entry) {
        boolean stillMine = usable(operation.use()) == entry;
        if (stillMine || world.deviates(Deviation.NO_CHECK_AFTER_THE_OPERATION)) {
            world.invariants().signed(entry);
        }
    }
}
