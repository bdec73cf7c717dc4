package io.craton.hsm.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.raft.JournalOp.DeleteEvents;
import io.craton.hsm.raft.JournalOp.DeleteSnapshots;
import io.craton.hsm.raft.JournalOp.Forget;
import io.craton.hsm.raft.JournalOp.SnapshotChunk;
import io.craton.hsm.raft.JournalOp.Write;
import io.craton.hsm.raft.Outcome.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.ratis.server.protocol.TermIndex;
import org.junit.jupiter.api.Test;

class JournalMachineTest {
    private static final GroupId G1 = new GroupId(1);
    private static final String ROAMING = PersistenceIds.roaming(G1, "session");
    private static final String RESIDENT = PersistenceIds.resident(G1, "token");
    private static final UUID ALICE = new UUID(1, 1);
    private static final UUID BOB = new UUID(2, 2);

    private static final TermIndex AT = TermIndex.valueOf(7, 100);

    private final MemoryBytes stored = new MemoryBytes();
    private final Mutations state = new Mutations(stored);

    @Test
    void appendsEventsInOrder() {
        assertThat(apply(write(ROAMING, ALICE, 1, "a", "b"))).isEqualTo(Outcome.done(2));
        assertThat(apply(write(ROAMING, ALICE, 3, "c"))).isEqualTo(Outcome.done(3));
        assertThat(events(ROAMING)).containsExactly("a", "b", "c");
    }

    @Test
    void refusesTheSecondOfTwoWritersAndStoresNothingOfIt() {
        apply(write(ROAMING, ALICE, 1, "a"));
        assertThat(apply(write(ROAMING, BOB, 1, "x", "y"))).isEqualTo(new Outcome(Verdict.STALE_SEQUENCE, 1));
        assertThat(events(ROAMING)).containsExactly("a");
    }

    @Test
    void refusesAGap() {
        assertThat(apply(write(ROAMING, ALICE, 2, "b")).verdict()).isEqualTo(Verdict.STALE_SEQUENCE);
        assertThat(events(ROAMING)).isEmpty();
    }

    @Test
    void refusesAWriteThatOverlapsWhatIsThereWithoutBeingARepeat() {
        apply(write(ROAMING, ALICE, 1, "a"));
        assertThat(apply(write(ROAMING, ALICE, 1, "a", "b")).verdict()).isEqualTo(Verdict.STALE_SEQUENCE);
    }

    @Test
    void acknowledgesARepeatedWriteOnceMore() {
        apply(write(ROAMING, ALICE, 1, "a", "b"));
        assertThat(apply(write(ROAMING, ALICE, 1, "a", "b"))).isEqualTo(new Outcome(Verdict.REPEATED, 2));
        assertThat(events(ROAMING)).containsExactly("a", "b");
    }

    @Test
    void recognisesTheLateRepeatOfAWriterThatWasReplaced() {
        apply(write(ROAMING, ALICE, 1, "a"));
        apply(write(ROAMING, BOB, 2, "b"));
        assertThat(apply(write(ROAMING, ALICE, 1, "a")).verdict()).isEqualTo(Verdict.REPEATED);
        assertThat(apply(write(ROAMING, ALICE, 2, "x")).verdict()).isEqualTo(Verdict.STALE_SEQUENCE);
    }

    @Test
    void forgetsRepeatsBeyondItsLimitAndRefusesThem() {
        for (int i = 1; i <= Head.REMEMBERED_WRITES + 1; i++) {
            apply(write(ROAMING, ALICE, i, "e" + i));
        }
        assertThat(apply(write(ROAMING, ALICE, 2, "e2")).verdict()).isEqualTo(Verdict.REPEATED);
        assertThat(apply(write(ROAMING, ALICE, 1, "e1")).verdict()).isEqualTo(Verdict.STALE_SEQUENCE);
    }

    @Test
    void leavesAHoleForARejectedEvent() {
        Write write = new Write(
                ROAMING, 0, ALICE, 1, List.of(Optional.of(new byte[] {'a'}), Optional.empty(), Optional.of(new byte[] {
                    'c'
                })));
        assertThat(apply(write)).isEqualTo(Outcome.done(3));
        assertThat(events(ROAMING)).containsExactly("a", "c");
        assertThat(apply(write(ROAMING, ALICE, 4, "d"))).isEqualTo(Outcome.done(4));
    }

    @Test
    void refusesAResidentWriteOfAnotherTerm() {
        assertThat(JournalMachine.apply(AT, write(RESIDENT, ALICE, 1, "a").inTerm(6), state)
                        .verdict())
                .isEqualTo(Verdict.STALE_TERM);
        assertThat(JournalMachine.apply(AT, write(RESIDENT, ALICE, 1, "a"), state)
                        .verdict())
                .isEqualTo(Verdict.STALE_TERM);
        assertThat(JournalMachine.apply(AT, write(RESIDENT, ALICE, 1, "a").inTerm(7), state))
                .isEqualTo(Outcome.done(1));
    }

    @Test
    void bindsEveryKindOfResidentChangeToItsTerm() {
        assertThat(List.<JournalOp>of(
                        new DeleteEvents(RESIDENT, 0, 1),
                        chunk(RESIDENT, ALICE, 1, 0, 1, "s"),
                        new DeleteSnapshots(RESIDENT, 0, 0, 9, 0, 9),
                        new Forget(RESIDENT, 0)))
                .allSatisfy(op -> {
                    assertThat(apply(op).verdict()).isEqualTo(Verdict.STALE_TERM);
                    assertThat(JournalMachine.apply(AT, op.inTerm(6), state).verdict())
                            .isEqualTo(Verdict.STALE_TERM);
                    assertThat(JournalMachine.apply(AT, op.inTerm(7), state).verdict())
                            .isEqualTo(Verdict.DONE);
                });
    }

    @Test
    void keepsTheHighestSequenceNumberWhenEventsAreDeleted() {
        apply(write(ROAMING, ALICE, 1, "a", "b", "c"));
        assertThat(apply(new DeleteEvents(ROAMING, 0, 2))).isEqualTo(Outcome.done(3));
        assertThat(events(ROAMING)).containsExactly("c");
        assertThat(apply(new DeleteEvents(ROAMING, 0, Long.MAX_VALUE))).isEqualTo(Outcome.done(3));
        assertThat(events(ROAMING)).isEmpty();
        assertThat(apply(write(ROAMING, ALICE, 4, "d"))).isEqualTo(Outcome.done(4));
        assertThat(events(ROAMING)).containsExactly("d");
    }

    @Test
    void showsASnapshotOnlyWhenItsLastPieceIsThere() {
        apply(chunk(ROAMING, ALICE, 5, 0, 2, "first"));
        assertThat(snapshots()).isEmpty();
        assertThat(apply(chunk(ROAMING, ALICE, 5, 0, 2, "first")).verdict()).isEqualTo(Verdict.REPEATED);
        apply(chunk(ROAMING, ALICE, 5, 1, 2, "second"));
        assertThat(snapshots()).containsExactly(5L);
        assertThat(apply(chunk(ROAMING, ALICE, 5, 1, 2, "second")).verdict()).isEqualTo(Verdict.REPEATED);
        assertThat(state.get(Keys.upload(ROAMING))).isNull();
    }

    @Test
    void refusesAPieceOutOfOrder() {
        assertThat(apply(chunk(ROAMING, ALICE, 5, 1, 3, "x")).verdict()).isEqualTo(Verdict.MALFORMED);
        apply(chunk(ROAMING, ALICE, 5, 0, 3, "x"));
        assertThat(apply(chunk(ROAMING, ALICE, 5, 2, 3, "x")).verdict()).isEqualTo(Verdict.MALFORMED);
    }

    @Test
    void discardsAnUnfinishedUploadWhenTheNextBegins() {
        apply(chunk(ROAMING, ALICE, 5, 0, 2, "x"));
        apply(chunk(ROAMING, BOB, 6, 0, 1, "y"));
        assertThat(snapshots()).containsExactly(6L);
        assertThat(state.get(Keys.chunk(ROAMING, ALICE, 0))).isNull();
        assertThat(apply(chunk(ROAMING, ALICE, 5, 1, 2, "x")).verdict()).isEqualTo(Verdict.MALFORMED);
    }

    @Test
    void replacesASnapshotAtTheSameSequenceNumber() {
        apply(chunk(ROAMING, ALICE, 5, 0, 1, "old"));
        apply(chunk(ROAMING, BOB, 5, 0, 1, "new"));
        assertThat(snapshots()).containsExactly(5L);
        assertThat(state.get(Keys.chunk(ROAMING, ALICE, 0))).isNull();
        assertThat(state.get(Keys.chunk(ROAMING, BOB, 0))).isEqualTo(bytes("new"));
    }

    @Test
    void deletesSnapshotsWithTheirPieces() {
        apply(chunk(ROAMING, ALICE, 5, 0, 1, "x"));
        apply(chunk(ROAMING, BOB, 6, 0, 1, "y"));
        apply(new DeleteSnapshots(ROAMING, 0, 0, 5, 0, Long.MAX_VALUE));
        assertThat(snapshots()).containsExactly(6L);
        assertThat(state.get(Keys.chunk(ROAMING, ALICE, 0))).isNull();
    }

    @Test
    void deletesMoreEventsThanOneByOneAsARange() {
        int many = (int) JournalMachine.MAX_SINGLE_DELETES + 10;
        String[] events = new String[many];
        Arrays.fill(events, "e");
        apply(write(ROAMING, ALICE, 1, events));
        apply(write(ROAMING + "x", ALICE, 1, "neighbour"));
        Mutations later = flushed();
        assertThat(JournalMachine.apply(AT, new DeleteEvents(ROAMING, 0, many - 1), later))
                .isEqualTo(Outcome.done(many));
        assertThat(later.ranges()).hasSize(1);
        assertThat(later.scan(Keys.events(ROAMING))).hasSize(1);
        assertThat(later.get(Keys.event(ROAMING, 1))).isNull();
        stored.apply(later);
        assertThat(stored.scan(Keys.events(ROAMING))).hasSize(1);
        assertThat(stored.scan(Keys.events(ROAMING + "x"))).hasSize(1);
    }

    @Test
    void writesIntoARangeThatTheSameEntryDeleted() {
        Mutations one = new Mutations(stored);
        one.put(new byte[] {1, 5}, new byte[] {1});
        one.deleteRange(new byte[] {1}, new byte[] {2});
        one.put(new byte[] {1, 6}, new byte[] {2});
        assertThat(one.get(new byte[] {1, 5})).isNull();
        assertThat(one.scan(new byte[] {1})).hasSize(1);
        stored.apply(one);
        assertThat(stored.scan(new byte[] {1}).firstKey()).isEqualTo(new byte[] {1, 6});
    }

    @Test
    void forgetsEverythingOfAnIdAndRefusesItsWriters() {
        apply(write(ROAMING, ALICE, 1, "a", "b"));
        apply(chunk(ROAMING, ALICE, 2, 0, 1, "snapshot"));
        apply(chunk(ROAMING, BOB, 3, 0, 2, "half a snapshot"));
        assertThat(apply(new Forget(ROAMING, 0))).isEqualTo(Outcome.done(2));
        assertThat(events(ROAMING)).isEmpty();
        assertThat(snapshots()).isEmpty();
        assertThat(state.get(Keys.chunk(ROAMING, ALICE, 0))).isNull();
        assertThat(state.get(Keys.chunk(ROAMING, BOB, 0))).isNull();
        assertThat(state.get(Keys.upload(ROAMING))).isNull();

        assertThat(apply(write(ROAMING, BOB, 3, "c")).verdict()).isEqualTo(Verdict.STALE_SEQUENCE);
        assertThat(apply(write(ROAMING, BOB, 1, "c")).verdict()).isEqualTo(Verdict.STALE_SEQUENCE);
        assertThat(apply(chunk(ROAMING, BOB, 3, 1, 2, "rest")).verdict()).isEqualTo(Verdict.STALE_SEQUENCE);
        assertThat(apply(write(ROAMING, ALICE, 1, "a", "b")).verdict()).isEqualTo(Verdict.REPEATED);
        assertThat(apply(new Forget(ROAMING, 0)).verdict()).isEqualTo(Verdict.REPEATED);
    }

    @Test
    void remembersNothingOfAForgottenIdAfterItsTime() {
        apply(write(ROAMING, ALICE, 1, "a"));
        apply(new Forget(ROAMING, 0));
        Mutations early = flushed();
        JournalMachine.sweep(AT.getIndex() + JournalMachine.REMEMBERED_ENTRIES, early);
        assertThat(early.changes()).isEmpty();

        Mutations due = new Mutations(stored);
        JournalMachine.sweep(AT.getIndex() + JournalMachine.REMEMBERED_ENTRIES + 1, due);
        stored.apply(due);
        assertThat(stored.content().keySet()).singleElement().isEqualTo(Keys.SWEPT);
        Mutations again = new Mutations(stored);
        JournalMachine.sweep(AT.getIndex() + JournalMachine.REMEMBERED_ENTRIES + 2, again);
        assertThat(again.changes()).isEmpty();
    }

    @Test
    void remembersNothingOfAnIdThatWasNeverWritten() {
        assertThat(apply(new Forget(ROAMING, 0))).isEqualTo(Outcome.done(0));
        assertThat(state.changes()).isEmpty();
    }

    private Mutations flushed() {
        stored.apply(state);
        return new Mutations(stored);
    }

    private Outcome apply(JournalOp op) {
        return JournalMachine.apply(AT, op, state);
    }

    private List<String> events(String id) {
        return state.scan(Keys.events(id)).values().stream()
                .map(v -> new String(v, StandardCharsets.UTF_8))
                .toList();
    }

    private List<Long> snapshots() {
        return state.scan(Keys.snapshots(ROAMING)).values().stream()
                .map(v -> SnapshotRecord.decode(v).sequenceNr())
                .toList();
    }

    static Write write(String id, UUID writer, long from, String... events) {
        List<Optional<byte[]>> all = new ArrayList<>();
        for (String event : events) {
            all.add(Optional.of(bytes(event)));
        }
        return new Write(id, JournalOp.ANY_TERM, writer, from, all);
    }

    private static SnapshotChunk chunk(String id, UUID upload, long seq, int index, int count, String text) {
        return new SnapshotChunk(id, JournalOp.ANY_TERM, upload, seq, 1000, index, count, bytes(text));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
