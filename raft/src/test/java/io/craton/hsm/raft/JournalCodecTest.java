package io.craton.hsm.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.hsm.raft.JournalOp.Barrier;
import io.craton.hsm.raft.JournalOp.DeleteEvents;
import io.craton.hsm.raft.JournalOp.DeleteSnapshots;
import io.craton.hsm.raft.JournalOp.Forget;
import io.craton.hsm.raft.JournalOp.SnapshotChunk;
import io.craton.hsm.raft.JournalOp.Write;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class JournalCodecTest {
    private static final String ID = PersistenceIds.roaming(new GroupId(3), "ä-session");
    private static final UUID WRITER = new UUID(0x0102030405060708L, 0x090a0b0c0d0e0f10L);
    private static final List<JournalOp> ALL = List.of(
            new Write(
                    ID,
                    4,
                    WRITER,
                    9,
                    List.of(Optional.of(new byte[] {1, 2}), Optional.empty(), Optional.of(new byte[0]))),
            new DeleteEvents(ID, 0, Long.MAX_VALUE),
            new SnapshotChunk(ID, 5, WRITER, 7, 1_700_000_000_000L, 1, 3, new byte[] {9}),
            new DeleteSnapshots(ID, 0, 0, 7, Long.MIN_VALUE, Long.MAX_VALUE),
            new Barrier(12),
            new Forget(ID, 6));

    @Test
    void readsBackWhatItWrote() throws Exception {
        byte[] entry = JournalCodec.entry(ALL.stream().map(JournalCodec::encode).toList());
        assertThat(JournalCodec.decodeEntry(ByteBuffer.wrap(entry)))
                .usingRecursiveComparison()
                .isEqualTo(ALL);
    }

    /** The form on disk: a change here makes existing logs unreadable and needs a new version. */
    @Test
    void keepsItsFormOnDisk() {
        assertThat(HexFormat.of()
                        .formatHex(JournalCodec.encode(new Write(
                                "g1.s.x", 2, WRITER, 3, List.of(Optional.of(new byte[] {7}), Optional.empty())))))
                .isEqualTo("01" + "0006" + "67312e732e78" + "0000000000000002" + "0102030405060708090a0b0c0d0e0f10"
                        + "0000000000000003" + "00000002" + "01" + "00000001" + "07" + "00");
        assertThat(HexFormat.of().formatHex(JournalCodec.entry(List.of(JournalCodec.encode(new Barrier(2))))))
                .isEqualTo("01" + "0001" + "05" + "0000" + "0000000000000002");
        assertThat(HexFormat.of().formatHex(JournalCodec.encode(new Forget("g1.s.x", 2))))
                .isEqualTo("06" + "0006" + "67312e732e78" + "0000000000000002");
    }

    @Test
    void refusesEveryTruncation() {
        byte[] entry = JournalCodec.entry(ALL.stream().map(JournalCodec::encode).toList());
        for (int length = 0; length < entry.length; length++) {
            ByteBuffer cut = ByteBuffer.wrap(entry, 0, length).slice();
            assertThatThrownBy(() -> JournalCodec.decodeEntry(cut))
                    .as("cut to %d bytes", length)
                    .isInstanceOf(JournalCodec.MalformedException.class);
        }
    }

    @Test
    void survivesRandomBytes() {
        Random random = new Random(42);
        byte[] entry = JournalCodec.entry(ALL.stream().map(JournalCodec::encode).toList());
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = entry.clone();
            for (int flips = random.nextInt(4); flips >= 0; flips--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            decodeQuietly(bytes);
        }
    }

    private static void decodeQuietly(byte[] bytes) {
        try {
            assertThat(JournalCodec.decodeEntry(ByteBuffer.wrap(bytes))).isNotNull();
        } catch (JournalCodec.MalformedException e) {
            assertThat(e).hasMessageNotContaining("\n");
        }
    }

    @Test
    void acceptsTheLargestOperationAndRefusesALargerOne() {
        int overhead = 64 + ID.getBytes(StandardCharsets.UTF_8).length;
        byte[] largest = new byte[JournalCodec.MAX_OP_BYTES - overhead];
        assertThat(JournalCodec.encode(new SnapshotChunk(ID, 0, WRITER, 1, 1, 0, 1, largest)))
                .hasSizeLessThanOrEqualTo(JournalCodec.MAX_OP_BYTES);
        byte[] tooLarge = new byte[largest.length + 1];
        assertThatThrownBy(() -> JournalCodec.encode(new SnapshotChunk(ID, 0, WRITER, 1, 1, 0, 1, tooLarge)))
                .isInstanceOf(JournalException.Invalid.class);
    }

    @Test
    void refusesIdsAndWritesBeyondTheirLimits() {
        String longest = "x".repeat(PersistenceIds.MAX_CHARS);
        assertThat(JournalCodec.encode(new DeleteEvents(longest, 0, 1))).isNotEmpty();
        assertThatThrownBy(() -> JournalCodec.encode(new DeleteEvents(longest + "x", 0, 1)))
                .isInstanceOf(JournalException.Invalid.class);
        List<Optional<byte[]>> holes = new ArrayList<>(Collections.nCopies(JournalCodec.MAX_EVENTS, Optional.empty()));
        assertThat(JournalCodec.encode(new Write(ID, 0, WRITER, 1, holes))).isNotEmpty();
        holes.add(Optional.empty());
        assertThatThrownBy(() -> JournalCodec.encode(new Write(ID, 0, WRITER, 1, holes)))
                .isInstanceOf(JournalException.Invalid.class);
    }

    @Test
    void readsBackReplies() throws Exception {
        List<Outcome> outcomes = List.of(Outcome.done(7), Outcome.STALE_TERM, new Outcome(Outcome.Verdict.REPEATED, 3));
        assertThat(JournalCodec.decodeReply(ByteBuffer.wrap(JournalCodec.encodeReply(outcomes))))
                .isEqualTo(outcomes);
    }

    @Test
    void refusesAForwardedResidentChange() {
        byte[] resident = JournalCodec.encode(new DeleteEvents(PersistenceIds.resident(new GroupId(1), "token"), 0, 1));
        byte[] bound = JournalCodec.encode(new Barrier(3));
        byte[] roaming = JournalCodec.encode(ALL.get(1));
        assertThatThrownBy(() -> ForwardFrame.decode(ForwardFrame.request(1, new GroupId(1), resident)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ForwardFrame.decode(ForwardFrame.request(1, new GroupId(1), bound)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(decoded(ForwardFrame.request(1, new GroupId(1), roaming)))
                .isEqualTo(new ForwardFrame.Request(1, new GroupId(1), ALL.get(1)));
    }

    private static ForwardFrame decoded(byte[] frame) {
        try {
            return ForwardFrame.decode(frame);
        } catch (JournalCodec.MalformedException e) {
            throw new AssertionError(e);
        }
    }
}
