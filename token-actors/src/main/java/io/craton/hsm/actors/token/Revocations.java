package io.craton.hsm.actors.token;

import io.craton.hsm.actors.edge.EdgeMessage;
import io.craton.hsm.core.id.ApplicationId;
import io.craton.hsm.core.id.ObjectHandle;
import io.craton.hsm.core.id.SlotId;
import io.craton.hsm.core.lease.LeaseLedger;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * The revocations of one token in one term: tells lease holders what was taken away, again until they confirm, and releases the
 * answers that wait for it. Owned by the token actor; not thread-safe.
 */
final class Revocations {
    private static final long RESEND_NANOS = 200_000_000L;

    /** What a batch of events takes away, between two stamps. */
    record Taken(
            long fromStamp,
            long toStamp,
            List<ObjectHandle> objects,
            List<ApplicationId> applications,
            List<ApplicationId> loggedOut) {}

    private record Waiting(long stamp, Runnable answer) {}

    private record Sent(Taken taken, long atNanos) {}

    private final SlotId slot;
    private final long term;
    private final LeaseLedger ledger;
    private final Function<String, ActorRef<EdgeMessage>> edges;
    private final ActorRef<TokenMessage> self;
    private final List<Sent> unconfirmed = new ArrayList<>();
    private final List<Waiting> waiting = new ArrayList<>();

    Revocations(
            SlotId slot,
            long term,
            long readyNanos,
            Set<String> nodes,
            Function<String, ActorRef<EdgeMessage>> edges,
            ActorRef<TokenMessage> self) {
        this.slot = slot;
        this.term = term;
        this.ledger = new LeaseLedger(nodes, readyNanos);
        this.edges = edges;
        this.self = self;
    }

    void granted(String node, long heldStamp, long nowNanos) {
        ledger.granted(node, heldStamp, nowNanos);
    }

    void confirmed(String node, long stamp, long nowNanos) {
        ledger.confirmed(node, stamp);
        release(nowNanos);
    }

    /** Tells the holders; they confirm to this actor. */
    void announce(Taken taken, long nowNanos) {
        send(taken, nowNanos);
        unconfirmed.add(new Sent(taken, nowNanos));
    }

    /** Runs {@code answer} once nobody can use any more what was taken away up to {@code stamp}. */
    void whenSettled(long stamp, long nowNanos, Runnable answer) {
        waiting.add(new Waiting(stamp, answer));
        release(nowNanos);
    }

    /** Sends again what is not confirmed and releases answers whose leases ran out. */
    void tick(long nowNanos) {
        for (int i = 0; i < unconfirmed.size(); i++) {
            Sent sent = unconfirmed.get(i);
            if (nowNanos - sent.atNanos() >= RESEND_NANOS) {
                send(sent.taken(), nowNanos);
                unconfirmed.set(i, new Sent(sent.taken(), nowNanos));
            }
        }
        release(nowNanos);
    }

    boolean isIdle() {
        return waiting.isEmpty() && unconfirmed.isEmpty();
    }

    private void send(Taken taken, long nowNanos) {
        for (String node : ledger.unconfirmed(taken.toStamp(), nowNanos)) {
            edges.apply(node)
                    .tell(new EdgeMessage.Revoke(
                            slot,
                            term,
                            taken.fromStamp(),
                            taken.toStamp(),
                            taken.objects(),
                            taken.applications(),
                            taken.loggedOut(),
                            self));
        }
    }

    private void release(long nowNanos) {
        unconfirmed.removeIf(
                sent -> ledger.unconfirmed(sent.taken().toStamp(), nowNanos).isEmpty());
        Iterator<Waiting> each = waiting.iterator();
        List<Runnable> released = new ArrayList<>();
        while (each.hasNext()) {
            Waiting next = each.next();
            if (ledger.isSettled(next.stamp(), nowNanos)) {
                released.add(next.answer());
                each.remove();
            }
        }
        released.forEach(Runnable::run);
    }
}
