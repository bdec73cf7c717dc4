package io.craton.hsm.raft;

import java.nio.BufferUnderflowException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.AbstractActorWithTimers;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ActorSelection;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.NoSerializationVerificationNeeded;
import org.apache.pekko.actor.RootActorPath;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries roaming changes to the leader's node and its answers back. There is one at the same path on every node; they
 * talk in byte arrays of a form of their own ({@link ForwardFrame}), so no serializer of the actor system is involved.
 */
final class Forwarder extends AbstractActorWithTimers {
    static final String NAME = "craton-raft-forwarder";

    /** A frame must fit into Artery's default maximum of 256 KiB with its envelope. */
    static final int MAX_OP_BYTES = 200 << 10;

    /** Changes that may be on their way from this node. */
    static final int MAX_PENDING = 10_000;

    private static final Logger LOG = LoggerFactory.getLogger(Forwarder.class);
    private static final Duration TICK = Duration.ofMillis(100);

    /** Please bring {@code op} to the node at {@code to}. */
    record Forward(Address to, GroupId group, byte[] op, CompletableFuture<EntryWriter.Done> result)
            implements NoSerializationVerificationNeeded {}

    private record Expire() implements NoSerializationVerificationNeeded {}

    private record Pending(CompletableFuture<EntryWriter.Done> result, long deadlineNanos) {}

    private final RaftNode node;
    private final Duration timeout;
    private final Map<Long, Pending> pending = new HashMap<>();
    private final Map<Address, ActorSelection> peers = new HashMap<>();

    /** Random, so that an answer to an earlier incarnation of this node matches nothing. */
    private long nextId = new SecureRandom().nextLong();

    Forwarder(RaftNode node, Duration timeout) {
        this.node = node;
        this.timeout = timeout;
    }

    @Override
    public void preStart() {
        getTimers().startTimerWithFixedDelay("expire", new Expire(), TICK);
    }

    @Override
    public Receive createReceive() {
        return receiveBuilder()
                .match(Forward.class, this::forward)
                .match(byte[].class, this::received)
                .match(Expire.class, e -> expire())
                .build();
    }

    private void forward(Forward forward) {
        if (pending.size() >= MAX_PENDING) {
            forward.result()
                    .completeExceptionally(new JournalException.Overloaded(
                            "more than " + MAX_PENDING + " changes are on their way to other nodes"));
            return;
        }
        long id = nextId++;
        pending.put(id, new Pending(forward.result(), System.nanoTime() + timeout.toNanos()));
        peers.computeIfAbsent(
                        forward.to(),
                        to -> getContext()
                                .actorSelection(new RootActorPath(to, "/")
                                        .child("system")
                                        .child(NAME)))
                .tell(ForwardFrame.request(id, forward.group(), forward.op()), getSelf());
    }

    private void received(byte[] bytes) {
        try {
            switch (ForwardFrame.decode(bytes)) {
                case ForwardFrame.Request r -> write(r, getSender(), getSelf());
                case ForwardFrame.Answer a -> {
                    Pending waiting = pending.remove(a.id());
                    if (waiting != null) {
                        a.complete(waiting.result());
                    }
                }
            }
        } catch (BufferUnderflowException | IllegalArgumentException | JournalCodec.MalformedException e) {
            LOG.warn(
                    "{} sent {} bytes that are no frame: {}", getSender().path().address(), bytes.length, e.toString());
        }
    }

    private void write(ForwardFrame.Request request, ActorRef asker, ActorRef self) {
        CompletableFuture<EntryWriter.Done> written;
        try {
            written = node.replica(request.group()).write(request.op());
        } catch (IllegalArgumentException e) {
            written = CompletableFuture.failedFuture(new JournalException.Invalid(String.valueOf(e.getMessage())));
        }
        var _ = written.whenComplete((done, failure) -> asker.tell(answer(request, done, failure), self));
    }

    private static byte[] answer(
            ForwardFrame.Request request, EntryWriter.@Nullable Done done, @Nullable Throwable failure) {
        return done != null
                ? ForwardFrame.answer(request, done)
                : ForwardFrame.answer(request, Failures.journal(failure));
    }

    private void expire() {
        long now = System.nanoTime();
        pending.values().removeIf(waiting -> {
            boolean late = now - waiting.deadlineNanos() > 0;
            if (late) {
                waiting.result().completeExceptionally(new JournalException.Unavailable("the leader did not answer"));
            }
            return late;
        });
    }

    @Override
    public void postStop() {
        pending.values()
                .forEach(p -> p.result()
                        .completeExceptionally(new JournalException.Unavailable("this node is shutting down")));
    }
}
