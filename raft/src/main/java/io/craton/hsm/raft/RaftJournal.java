package io.craton.hsm.raft;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.pekko.persistence.AtomicWrite;
import org.apache.pekko.persistence.PersistentRepr;
import org.apache.pekko.persistence.journal.japi.AsyncWriteJournal;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.SerializationExtension;
import scala.concurrent.Future;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The journal plugin {@code craton.raft.journal}: events live in the Raft group that their persistence id names. An
 * event that cannot be serialised, or is too large, is rejected and leaves a hole; a write that the fence refuses fails,
 * which stops the actor.
 */
public final class RaftJournal extends AsyncWriteJournal {
    private final JournalRouter router = JournalRouterId.INSTANCE.get(context().system());
    private final Serialization serialization =
            SerializationExtension.get(context().system());

    /** The writes of one actor out of a batch, put together so that they are done all or none. */
    private record Batch(UUID writer, long from, List<Optional<byte[]>> events) {}

    @Override
    public Future<Iterable<Optional<Exception>>> doAsyncWriteMessages(Iterable<AtomicWrite> messages) {
        Map<String, Batch> batches = new LinkedHashMap<>();
        List<Optional<Exception>> rejections = new ArrayList<>();
        for (AtomicWrite message : messages) {
            List<PersistentRepr> events = CollectionConverters.asJava(message.payload());
            Batch batch = batches.computeIfAbsent(
                    message.persistenceId(),
                    id -> new Batch(writer(events.getFirst()), message.lowestSequenceNr(), new ArrayList<>()));
            rejections.add(append(events, batch.events()));
        }
        List<CompletableFuture<Void>> writes = new ArrayList<>();
        batches.forEach((id, batch) -> writes.add(write(id, batch)));
        return Results.of(CompletableFuture.allOf(writes.toArray(CompletableFuture[]::new))
                .thenApply(done -> (Iterable<Optional<Exception>>) rejections));
    }

    private CompletableFuture<Void> write(String id, Batch batch) {
        JournalOp.Write write =
                new JournalOp.Write(id, JournalOp.ANY_TERM, batch.writer(), batch.from(), batch.events());
        return done(id, write);
    }

    private CompletableFuture<Void> done(String id, JournalOp op) {
        return router.write(id, op)
                .thenAccept(outcome -> Failures.check(router.replica(id).group(), outcome));
    }

    /** Appends the events of one atomic write, or as many holes with the reason. */
    private Optional<Exception> append(List<PersistentRepr> events, List<Optional<byte[]>> target) {
        List<Optional<byte[]>> serialized = new ArrayList<>();
        try {
            long size = 0;
            for (PersistentRepr event : events) {
                byte[] bytes = serialization.serialize(event).get();
                size += bytes.length;
                serialized.add(Optional.of(bytes));
            }
            if (size > JournalCodec.MAX_OP_BYTES / 2) {
                throw new JournalException.Invalid("events of " + size + " bytes in one write are too large");
            }
            target.addAll(serialized);
            return Optional.empty();
        } catch (Exception e) {
            events.forEach(event -> target.add(Optional.empty()));
            return Optional.of(e);
        }
    }

    /** Pekko makes it a UUID; anything else is hashed, since it only has to differ between writers. */
    private static UUID writer(PersistentRepr event) {
        try {
            return UUID.fromString(event.writerUuid());
        } catch (IllegalArgumentException e) {
            return UUID.nameUUIDFromBytes(event.writerUuid().getBytes(StandardCharsets.UTF_8));
        }
    }

    @Override
    public Future<Void> doAsyncDeleteMessagesTo(String persistenceId, long toSequenceNr) {
        return Results.of(
                done(persistenceId, new JournalOp.DeleteEvents(persistenceId, JournalOp.ANY_TERM, toSequenceNr)));
    }

    /** Orders the recovery behind everything that was acknowledged before; the replay that follows needs no more. */
    @Override
    public Future<Long> doAsyncReadHighestSequenceNr(String persistenceId, long fromSequenceNr) {
        return Results.of(router.barrier(persistenceId)
                .thenApplyAsync(
                        ready -> router.replica(persistenceId)
                                .store()
                                .head(persistenceId)
                                .last(),
                        router.node().readers()));
    }

    @Override
    public Future<Void> doAsyncReplayMessages(
            String persistenceId,
            long fromSequenceNr,
            long toSequenceNr,
            long max,
            Consumer<PersistentRepr> replayCallback) {
        return Results.of(CompletableFuture.runAsync(
                () -> router.replica(persistenceId)
                        .store()
                        .events(
                                persistenceId,
                                fromSequenceNr,
                                toSequenceNr,
                                max,
                                (sequenceNr, event) -> replayCallback.accept(serialization
                                        .deserialize(event, PersistentRepr.class)
                                        .get())),
                router.node().readers()));
    }
}
