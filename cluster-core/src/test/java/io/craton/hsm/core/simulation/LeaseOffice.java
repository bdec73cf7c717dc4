package io.craton.hsm.core.simulation;

import io.craton.hsm.core.id.ApplicationId;
import io.craton.hsm.core.id.ObjectHandle;
import io.craton.hsm.core.id.Role;
import io.craton.hsm.core.lease.LeaseLedger;
import io.craton.hsm.core.lease.LeaseTerms;
import io.craton.hsm.core.token.StoredObject;
import io.craton.hsm.core.token.TokenEvent;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** The granting side of the lease protocol, around the real ledger. */
final class LeaseOffice {
    private record Waiting(long stamp, Runnable answer) {}

    private record Unconfirmed(long fromStamp, long toStamp, Set<ObjectHandle> keys, Set<ApplicationId> applications) {}

    private final World world;
    private final Node node;
    private final long term;
    private final Supplier<Chronicle> chronicle;
    private final LeaseLedger ledger;
    private final List<Waiting> waiting = new ArrayList<>();
    private final List<Unconfirmed> revocations = new ArrayList<>();

    LeaseOffice(World world, Node node, long term, Supplier<Chronicle> chronicle) {
        this.world = world;
        this.node = node;
        this.term = term;
        this.chronicle = chronicle;
        long ready = node.clock().nanos();
        long from = world.deviates(Deviation.NO_QUIET_PERIOD) ? ready - 2 * LeaseTerms.DURATION.toNanos() : ready;
        Set<String> nodes = world.nodes().stream().map(it -> name(it.index())).collect(Collectors.toSet());
        this.ledger = new LeaseLedger(nodes, from);
    }

    private static String name(int node) {
        return "n" + node;
    }

    void renew(Message.Renew it, BooleanSupplier alive) {
        long stampThen = chronicle.get().state().stamp();
        if (world.deviates(Deviation.GRANT_WITHOUT_CONFIRMATION)) {
            grant(it, stampThen);
            return;
        }
        node.raft().confirmLeadership(term, () -> {
            if (alive.getAsBoolean()) {
                grant(it, stampThen);
            }
        });
    }

    private void grant(Message.Renew it, long stampThen) {
        long stamp = world.deviates(Deviation.GRANT_OF_AN_OLD_STAMP)
                ? stampThen
                : chronicle.get().state().stamp();
        long held = world.deviates(Deviation.GRANT_COUNTS_AS_CONFIRMATION) ? stamp : it.heldStamp();
        ledger.granted(name(it.node()), held, node.clock().nanos());
        node.send(it.node(), new Message.Grant(it.ask(), term, stamp));
        release();
    }

    void fetch(Message.Fetch it) {
        Chronicle now = chronicle.get();
        Optional<KeyEntry> entry = now.state()
                .object(it.key())
                .filter(key -> mayUse(now, it.application(), key))
                .map(key -> new KeyEntry(key, it.application(), now.epoch(key.handle()), now.epoch(it.application())));
        node.send(it.node(), new Message.Fetched(it.ask(), term, now.state().stamp(), entry));
    }

    private static boolean mayUse(Chronicle now, ApplicationId application, StoredObject key) {
        return !key.isPrivate() || now.state().login(application).equals(Optional.of(Role.USER));
    }

    void confirmed(Message.Confirm it) {
        ledger.confirmed(name(it.node()), it.stamp());
        release();
    }

    /** Tells the holders what these events took away. */
    void announce(Chronicle before, List<TokenEvent> events, long fromStamp, long toStamp) {
        if (toStamp == fromStamp) {
            return;
        }
        Set<ObjectHandle> keys = new HashSet<>();
        Set<ApplicationId> applications = new HashSet<>();
        Chronicle at = before;
        for (TokenEvent event : events) {
            Chronicle next = at.after(event);
            for (Object taken : at.taken(event, next.state())) {
                switch (taken) {
                    case ObjectHandle key -> keys.add(key);
                    case ApplicationId application -> applications.add(application);
                    default -> throw new IllegalStateException("nothing else is taken: " + taken);
                }
            }
            at = next;
        }
        Unconfirmed revocation = new Unconfirmed(fromStamp, toStamp, keys, applications);
        revocations.add(revocation);
        send(revocation);
    }

    void whenSettled(long stamp, Runnable answer) {
        waiting.add(new Waiting(stamp, answer));
        release();
    }

    void tick() {
        revocations.removeIf(
                it -> ledger.unconfirmed(it.toStamp(), node.clock().nanos()).isEmpty());
        revocations.forEach(this::send);
        release();
    }

    private void send(Unconfirmed it) {
        Set<String> names = ledger.unconfirmed(it.toStamp(), node.clock().nanos());
        for (Node to : world.nodes()) {
            if (names.contains(name(to.index()))) {
                node.send(
                        to.index(),
                        new Message.Revoke(
                                node.index(), term, it.fromStamp(), it.toStamp(), it.keys(), it.applications()));
            }
        }
    }

    private void release() {
        Iterator<Waiting> each = waiting.iterator();
        List<Waiting> settled = new ArrayList<>();
        while (each.hasNext()) {
            Waiting next = each.next();
            if (ledger.isSettled(next.stamp(), node.clock().nanos())) {
                settled.add(next);
                each.remove();
            }
        }
        settled.forEach(it -> it.answer().run());
    }
}
