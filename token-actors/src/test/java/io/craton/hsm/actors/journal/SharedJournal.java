package io.craton.hsm.actors.journal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.pekko.persistence.AtomicWrite;
import org.apache.pekko.persistence.PersistentRepr;
import org.apache.pekko.persistence.journal.japi.AsyncWriteJournal;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.SerializationExtension;
import scala.concurrent.Future;
import scala.jdk.javaapi.CollectionConverters;
import scala.jdk.javaapi.FutureConverters;

/** A node's door to the {@link MemoryLog}. Made by Pekko. */
public final class SharedJournal extends AsyncWriteJournal {
    private final MemoryLog.OnNode place =
            context().system().settings().setup().get(MemoryLog.OnNode.class).orElseThrow();
    private final Serialization serialization =
            SerializationExtension.get(context().system());

    @Override
    public Future<Iterable<Optional<Exception>>> doAsyncWriteMessages(Iterable<AtomicWrite> messages) {
        List<Optional<Exception>> rejections = new ArrayList<>();
        List<Runnable> writes = new ArrayList<>();
        for (AtomicWrite message : messages) {
            List<PersistentRepr> events = CollectionConverters.asJava(message.payload());
            List<byte[]> bytes = events.stream()
                    .map(event -> serialization.serialize(event).get())
                    .toList();
            writes.add(() -> place.log()
                    .write(
                            place.node(),
                            message.persistenceId(),
                            events.getFirst().writerUuid(),
                            message.lowestSequenceNr(),
                            bytes));
            rejections.add(Optional.empty());
        }
        CompletableFuture<Iterable<Optional<Exception>>> written = place.log()
                .gate()
                .thenApply(_ -> {
                    writes.forEach(Runnable::run);
                    return rejections;
                });
        return FutureConverters.asScala(written);
    }

    @Override
    public Future<Void> doAsyncDeleteMessagesTo(String persistenceId, long toSequenceNr) {
        return FutureConverters.asScala(CompletableFuture.<Void>completedFuture(null));
    }

    @Override
    public Future<Long> doAsyncReadHighestSequenceNr(String persistenceId, long fromSequenceNr) {
        return FutureConverters.asScala(
                CompletableFuture.completedFuture(place.log().last(persistenceId)));
    }

    @Override
    public Future<Void> doAsyncReplayMessages(
            String persistenceId,
            long fromSequenceNr,
            long toSequenceNr,
            long max,
            Consumer<PersistentRepr> replayCallback) {
        long last = Math.min(toSequenceNr, place.log().last(persistenceId));
        long count = 0;
        for (long sequence = fromSequenceNr; sequence <= last && count < max; sequence++, count++) {
            replayCallback.accept(serialization
                    .deserialize(place.log().event(persistenceId, sequence), PersistentRepr.class)
                    .get());
        }
        return FutureConverters.asScala(CompletableFuture.<Void>completedFuture(null));
    }
}
