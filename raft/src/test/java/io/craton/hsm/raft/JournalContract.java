package io.craton.hsm.raft;

import static io.craton.hsm.raft.Plugins.atomic;
import static io.craton.hsm.raft.Plugins.event;
import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.raft.Plugins.Replayed;
import io.craton.hsm.raft.Plugins.Unwritable;
import io.craton.hsm.raft.Plugins.Word;
import io.craton.hsm.raft.Plugins.Written;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.persistence.AtomicWrite;
import org.apache.pekko.persistence.JournalProtocol;
import org.apache.pekko.persistence.PersistentImpl;
import org.apache.pekko.persistence.PersistentRepr;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import scala.Option;

/** What Pekko Persistence expects of a journal, and the fence besides, whatever node the journal is asked on. */
abstract class JournalContract {
    private final String id = "journal-" + UUID.randomUUID();
    private final String writer = UUID.randomUUID().toString();
    private Plugins plugins;

    abstract Plugins plugins();

    /** Five events, the last two in one atomic write. */
    @BeforeEach
    void writeFiveEvents() {
        plugins = plugins();
        assertDone(plugins.write(one(1), one(2), one(3), atomic(word(4), word(5))), 1, 2, 3, 4, 5);
    }

    @ParameterizedTest
    @CsvSource({
        "1, 9, 9, 1, 5",
        "0, 9, 9, 1, 5",
        "3, 9, 9, 3, 5",
        "1, 3, 9, 1, 3",
        "1, 9, 3, 1, 3",
        "2, 3, 9, 2, 3",
        "2, 5, 2, 2, 3",
        "2, 2, 9, 2, 2",
        "2, 4, 1, 2, 2"
    })
    void replaysWhatLiesInTheBounds(long from, long to, long max, long first, long last) {
        Replayed replayed = plugins.replay(id, from, to, max);
        assertThat(numbers(replayed)).containsExactlyElementsOf(range(first, last));
        assertThat(replayed.highest()).isEqualTo(5);
        assertThat(replayed.events()).allSatisfy(e -> {
            assertThat(e.payload()).isEqualTo(new Word("word " + e.sequenceNr()));
            assertThat(e.persistenceId()).isEqualTo(id);
            assertThat(e.writerUuid()).isEqualTo(writer);
            assertThat(e.deleted()).isFalse();
        });
    }

    @Test
    void replaysNothingOutsideTheBounds() {
        assertThat(plugins.replay(id, 2, 4, 0)).isEqualTo(new Replayed(List.of(), 5));
        assertThat(plugins.replay(id, 3, 2, 9)).isEqualTo(new Replayed(List.of(), 5));
        assertThat(plugins.replay(id, 6, 9, 9)).isEqualTo(new Replayed(List.of(), 5));
    }

    @Test
    void knowsNothingOfAnIdThatHasNotWritten() {
        assertThat(plugins.replay("nobody-" + id)).isEqualTo(new Replayed(List.of(), 0));
    }

    @Test
    void keepsManifestTimeAndMetadataOfAnEvent() {
        PersistentRepr rich = new PersistentImpl(
                new Word("rich"),
                6,
                id,
                "manifest",
                false,
                ActorRef.noSender(),
                writer,
                1_700_000_000_123L,
                Option.apply("metadata"));
        assertDone(plugins.write(atomic(rich)), 6);
        PersistentRepr found = plugins.replay(id, 6, 6, 1).events().getFirst();
        assertThat(found.payload()).isEqualTo(new Word("rich"));
        assertThat(found.manifest()).isEqualTo("manifest");
        assertThat(found.timestamp()).isEqualTo(1_700_000_000_123L);
        assertThat(found.metadata()).isEqualTo(Option.apply("metadata"));
        assertThat(found.writerUuid()).isEqualTo(writer);
    }

    @Test
    void keepsTheHighestNumberWhenEventsAreDeleted() {
        assertThat(plugins.delete(id, 3)).isEqualTo(new org.apache.pekko.persistence.DeleteMessagesSuccess(3));
        assertThat(numbers(plugins.replay(id))).containsExactly(4L, 5L);
        assertThat(plugins.replay(id).highest()).isEqualTo(5);

        assertThat(plugins.delete(id, Long.MAX_VALUE))
                .isEqualTo(new org.apache.pekko.persistence.DeleteMessagesSuccess(Long.MAX_VALUE));
        assertThat(plugins.replay(id)).isEqualTo(new Replayed(List.of(), 5));
        assertDone(plugins.write(one(6)), 6);
        assertThat(numbers(plugins.replay(id))).containsExactly(6L);
    }

    @Test
    void deletesNothingOfOthersAndNothingTwice() {
        String other = id + "x";
        assertDone(plugins.write(atomic(event(other, 1, writer, new Word("mine")))), 1);
        assertThat(plugins.delete(id, 2)).isEqualTo(new org.apache.pekko.persistence.DeleteMessagesSuccess(2));
        assertThat(plugins.delete(id, 1)).isEqualTo(new org.apache.pekko.persistence.DeleteMessagesSuccess(1));
        assertThat(numbers(plugins.replay(id))).containsExactly(3L, 4L, 5L);
        assertThat(numbers(plugins.replay(other))).containsExactly(1L);
    }

    @Test
    void rejectsTheOneEventOfABatchThatCannotBeWritten() {
        Written written = plugins.write(one(6), atomic(event(id, 7, writer, new Unwritable())), one(8));
        assertThat(written.end()).isInstanceOf(JournalProtocol.WriteMessagesSuccessful$.class);
        assertThat(written.each())
                .hasExactlyElementsOfTypes(
                        JournalProtocol.WriteMessageSuccess.class,
                        JournalProtocol.WriteMessageRejected.class,
                        JournalProtocol.WriteMessageSuccess.class);
        assertThat(numbers(plugins.replay(id, 6, 9, 9))).containsExactly(6L, 8L);
        assertDone(plugins.write(one(9)), 9);
    }

    @Test
    void rejectsAnAtomicWriteAsAWhole() {
        Written written = plugins.write(atomic(word(6), event(id, 7, writer, new Unwritable())), one(8));
        assertThat(written.each())
                .hasExactlyElementsOfTypes(
                        JournalProtocol.WriteMessageRejected.class,
                        JournalProtocol.WriteMessageRejected.class,
                        JournalProtocol.WriteMessageSuccess.class);
        assertThat(numbers(plugins.replay(id, 6, 9, 9))).containsExactly(8L);
    }

    @Test
    void countsARejectedEventThatIsTheLast() {
        plugins.write(atomic(event(id, 6, writer, new Unwritable())));
        assertThat(plugins.replay(id).highest()).isEqualTo(6);
        assertDone(plugins.write(one(7)), 7);
    }

    @Test
    void rejectsAnEventThatIsTooLarge() {
        String large = "x".repeat(JournalCodec.MAX_OP_BYTES / 2 + 1);
        Written written = plugins.write(atomic(event(id, 6, writer, new Word(large))), one(7));
        assertThat(written.each())
                .hasExactlyElementsOfTypes(
                        JournalProtocol.WriteMessageRejected.class, JournalProtocol.WriteMessageSuccess.class);
    }

    @Test
    void writesManyEventsAtOnceOrNone() {
        PersistentRepr[] many =
                LongStream.rangeClosed(6, 1_005).mapToObj(this::word).toArray(PersistentRepr[]::new);
        assertThat(plugins.write(atomic(many)).end()).isInstanceOf(JournalProtocol.WriteMessagesSuccessful$.class);
        assertThat(numbers(plugins.replay(id))).containsExactlyElementsOf(range(1, 1_005));

        PersistentRepr[] late = LongStream.rangeClosed(1_000, 1_010)
                .mapToObj(n -> event(id, n, "late", new Word("late")))
                .toArray(PersistentRepr[]::new);
        assertFenced(plugins.write(atomic(late)));
        assertThat(numbers(plugins.replay(id))).containsExactlyElementsOf(range(1, 1_005));
    }

    @Test
    void failsTheSecondOfTwoWritersAndStoresNothingOfIt() {
        assertDone(plugins.write(atomic(event(id, 6, "first", new Word("first")))), 6);
        assertFenced(plugins.write(atomic(event(id, 6, "second", new Word("second")))));
        assertFenced(plugins.write(atomic(event(id, 8, "second", new Word("gap")))));
        assertThat(plugins.replay(id, 6, 9, 9).events())
                .singleElement()
                .extracting(PersistentRepr::payload)
                .isEqualTo(new Word("first"));
    }

    @Test
    void acknowledgesTheSameWriteAgainAndStoresItOnce() {
        assertDone(plugins.write(one(6)), 6);
        assertDone(plugins.write(one(6)), 6);
        assertThat(numbers(plugins.replay(id, 6, 9, 9))).containsExactly(6L);
    }

    @Test
    void forgetsAnIdForGood() {
        plugins.forget(id);
        assertThat(plugins.replay(id).events()).isEmpty();
        assertFenced(plugins.write(one(6)));
        assertFenced(plugins.write(one(1)));
        plugins.forget(id);
        plugins.forget("nobody-" + id);
        assertThat(plugins.replay("nobody-" + id)).isEqualTo(new Replayed(List.of(), 0));
    }

    @Test
    void servesManyIdsAtOnce() {
        int ids = 100;
        try (ExecutorService actors = Executors.newFixedThreadPool(16)) {
            List<CompletableFuture<Void>> all = IntStream.range(0, ids)
                    .mapToObj(i -> CompletableFuture.runAsync(() -> writeTen(id + "-" + i), actors)
                            .orTimeout(60, TimeUnit.SECONDS))
                    .toList();
            all.forEach(CompletableFuture::join);
        }
        for (int i = 0; i < ids; i++) {
            String one = id + "-" + i;
            Replayed replayed = plugins.replay(one);
            assertThat(numbers(replayed)).containsExactlyElementsOf(range(1, 10));
            assertThat(replayed.events())
                    .allSatisfy(e -> assertThat(e.payload()).isEqualTo(new Word(one + " " + e.sequenceNr())));
        }
    }

    private void writeTen(String one) {
        for (long n = 1; n <= 10; n++) {
            assertDone(plugins.write(atomic(event(one, n, writer, new Word(one + " " + n)))), n);
        }
    }

    private PersistentRepr word(long sequenceNr) {
        return event(id, sequenceNr, writer, new Word("word " + sequenceNr));
    }

    private AtomicWrite one(long sequenceNr) {
        return atomic(word(sequenceNr));
    }

    private static void assertDone(Written written, long... sequenceNrs) {
        assertThat(written.end()).isInstanceOf(JournalProtocol.WriteMessagesSuccessful$.class);
        List<Long> done = new ArrayList<>();
        for (Object answer : written.each()) {
            assertThat(answer).isInstanceOf(JournalProtocol.WriteMessageSuccess.class);
            done.add(((JournalProtocol.WriteMessageSuccess) answer).persistent().sequenceNr());
        }
        assertThat(done)
                .containsExactlyElementsOf(LongStream.of(sequenceNrs).boxed().toList());
    }

    /** A failed write stops its actor, which a rejected one does not. */
    private static void assertFenced(Written written) {
        assertThat(written.end()).isInstanceOf(JournalProtocol.WriteMessagesFailed.class);
        assertThat(written.each())
                .allSatisfy(answer -> assertThat(answer)
                        .isInstanceOfSatisfying(
                                JournalProtocol.WriteMessageFailure.class,
                                failure -> assertThat(failure.cause()).isInstanceOf(JournalException.Fenced.class)));
    }

    private static List<Long> numbers(Replayed replayed) {
        return replayed.events().stream().map(PersistentRepr::sequenceNr).toList();
    }

    private static List<Long> range(long first, long last) {
        return LongStream.rangeClosed(first, last).boxed().toList();
    }
}
