package io.craton.hsm.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.proto.RaftProtos.StateMachineLogEntryProto;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.thirdparty.com.google.protobuf.CodedOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogCheckTest {
    private static final long NONE = -1;

    @TempDir
    private Path directory;

    @Test
    void acceptsAWholeLogWithSpaceTakenInAdvance() throws IOException {
        closed(0, 9);
        Path open = open(10, 5, new byte[4096]);
        long size = Files.size(open);
        check(NONE, 14);
        assertThat(open).hasSize(size);
    }

    @Test
    void acceptsALogThatBeginsAfterTheSnapshot() throws IOException {
        closed(5, 9);
        open(10, 2, new byte[0]);
        check(7, 11);
        check(4, 11);
        assertDamaged(3, 11, "entries 4 to 4");
    }

    @Test
    void acceptsAnEmptyDirectoryAndAHeaderThatWasBeingWritten() throws IOException {
        check(NONE, NONE);
        Files.write(directory.resolve("log_inprogress_0"), "Raft".getBytes(StandardCharsets.US_ASCII));
        check(NONE, NONE);
    }

    @Test
    void cutsOffALastEntryThatIsNotWhole() throws IOException {
        byte[] entry = frame(3);
        for (int length = 1; length < entry.length; length++) {
            for (int space : new int[] {0, 100}) {
                Path open = open(0, 3, Arrays.copyOf(Arrays.copyOf(entry, length), length + space));
                long whole = Files.size(open) - length - space;
                check(NONE, 2);
                // Ratis takes a file of whole entries and zeros.
                assertThat(Files.size(open)).as("%d bytes of an entry", length).isEqualTo(whole);
            }
        }
    }

    @Test
    void cutsOffALastEntryWithWrongBytes() throws IOException {
        byte[] entry = frame(3);
        for (int i = 0; i < entry.length; i++) {
            byte[] wrong = entry.clone();
            wrong[i] ^= 0x55;
            Path open = open(0, 3, wrong);
            long whole = Files.size(open) - wrong.length;
            check(NONE, 2);
            assertThat(Files.size(open)).as("wrong byte %d", i).isEqualTo(whole);
        }
    }

    @Test
    void refusesALastEntryThatWasWholeOnce() throws IOException {
        byte[] wrong = frame(3);
        wrong[wrong.length / 2] ^= 1;
        Path open = open(0, 3, wrong);
        byte[] before = Files.readAllBytes(open);
        assertDamaged(NONE, 3, open + " is damaged at byte");
        assertThat(Files.readAllBytes(open)).isEqualTo(before);
    }

    @Test
    void cutsOffWhatWasWrittenTogetherAndArrivedInPart() throws IOException {
        Path open = open(0, 10, new byte[512]);
        byte[] wrong = Files.readAllBytes(open);
        int third = 8 + frame(0).length + 2 * frame(1).length;
        Arrays.fill(wrong, third, third + frame(3).length, (byte) 0);
        Files.write(open, wrong);
        assertDamaged(NONE, 3, "entries up to 3 were whole once");
        check(NONE, 2);
        assertThat(open).hasSize(third);
    }

    @Test
    void refusesDamageInTheMiddleAndChangesNothing() throws IOException {
        Path open = open(0, 2 * LogCheck.SYNC_WINDOW + 2, new byte[512]);
        byte[] whole = Files.readAllBytes(open);
        for (int i = 0; i < whole.length / 2 - 512; i += 41) {
            byte[] wrong = whole.clone();
            wrong[i] ^= 0x20;
            Files.write(open, wrong);
            assertDamaged(NONE, NONE, open.toString());
            assertThat(Files.readAllBytes(open)).isEqualTo(wrong);
        }
    }

    @Test
    void refusesDamageInAFileThatWasFinished() throws IOException {
        Path closed = closed(0, 9);
        open(10, 2, new byte[0]);
        byte[] wrong = Files.readAllBytes(closed);
        wrong[wrong.length - 10] ^= 1;
        Files.write(closed, wrong);
        assertDamaged(NONE, 11, closed + " is damaged at byte");
    }

    @Test
    void refusesAFinishedFileThatLostItsEnd() throws IOException {
        Path closed = closed(0, 9);
        Files.write(closed, Arrays.copyOf(Files.readAllBytes(closed), (int) Files.size(closed) - frame(9).length));
        check(NONE, 8);
        assertDamaged(NONE, 9, "ends at entry 8");
        open(10, 2, new byte[0]);
        assertDamaged(NONE, 11, closed.toString());
    }

    @Test
    void refusesALogWithAFileMissing() throws IOException {
        closed(0, 9);
        open(20, 2, new byte[0]);
        assertDamaged(NONE, 21, "entries 10 to 19");
    }

    @Test
    void refusesALogThatEndsBeforeWhatWasApplied() throws IOException {
        open(0, 5, new byte[0]);
        check(NONE, 4);
        assertDamaged(NONE, 5, "ends at entry 4, but entry 5");
        check(5, 5);
    }

    private void check(long snapshot, long applied) throws IOException {
        new LogCheck(directory, Disk.REAL).run(snapshot, applied);
    }

    private void assertDamaged(long snapshot, long applied, String text) {
        assertThatThrownBy(() -> check(snapshot, applied))
                .isInstanceOf(DamagedException.class)
                .hasMessageContaining(text);
    }

    private Path closed(long first, long last) throws IOException {
        return file("log_" + first + "-" + last, first, (int) (last - first + 1), new byte[0]);
    }

    private Path open(long first, int entries, byte[] after) throws IOException {
        return file("log_inprogress_" + first, first, entries, after);
    }

    private Path file(String name, long first, int entries, byte[] after) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes("RaftLog1".getBytes(StandardCharsets.US_ASCII));
        for (long index = first; index < first + entries; index++) {
            out.writeBytes(frame(index));
        }
        out.writeBytes(after);
        return Files.write(directory.resolve(name), out.toByteArray());
    }

    private static byte[] frame(long index) throws IOException {
        byte[] entry = LogEntryProto.newBuilder()
                .setTerm(3)
                .setIndex(index)
                .setStateMachineLogEntry(StateMachineLogEntryProto.newBuilder()
                        .setLogData(ByteString.copyFromUtf8("what entry " + index + " says")))
                .build()
                .toByteArray();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        CodedOutputStream length = CodedOutputStream.newInstance(out);
        length.writeUInt32NoTag(entry.length);
        length.flush();
        out.writeBytes(entry);
        CRC32C checksum = new CRC32C();
        checksum.update(out.toByteArray());
        new DataOutputStream(out).writeInt((int) checksum.getValue());
        return out.toByteArray();
    }
}
