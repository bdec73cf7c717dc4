package io.craton.hsm.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.hsm.raft.JournalOp.DeleteSnapshots;
import io.craton.hsm.raft.JournalOp.SnapshotChunk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.UUID;
import org.apache.ratis.server.protocol.TermIndex;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalStoreTest {
    private static final GroupId G1 = new GroupId(1);
    private static final String ID = PersistenceIds.roaming(G1, "diary");
    private static final byte[] OWNER = AppliedMark.owner("test", G1);

    @TempDir
    private Path directory;

    @Test
    void findsTheSnapshotOfTheHighestNumberWhateverTheClockSaid() throws IOException {
        try (JournalStore store = JournalStore.open(directory, OWNER, Disk.REAL)) {
            save(store, 1, 10, 2_000_000);
            save(store, 2, 20, 5);
            assertThat(store.latestSnapshot(
                            new DeleteSnapshots(ID, 0, 0, Long.MAX_VALUE, Long.MIN_VALUE, Long.MAX_VALUE)))
                    .hasValueSatisfying(s -> assertThat(s.sequenceNr()).isEqualTo(20));
        }
    }

    @Test
    void deletesARangeOfEventsAndWritesBehindIt() throws IOException {
        String[] events = new String[(int) JournalMachine.MAX_SINGLE_DELETES + 2];
        Arrays.fill(events, "e");
        try (JournalStore store = JournalStore.open(directory, OWNER, Disk.REAL)) {
            apply(store, 1, JournalMachineTest.write(ID, new UUID(1, 1), 1, events));
            apply(store, 2, new JournalOp.DeleteEvents(ID, 0, Long.MAX_VALUE));
            apply(store, 3, JournalMachineTest.write(ID, new UUID(1, 1), events.length + 1, "next"));
            assertThat(store.scan(Keys.events(ID))).hasSize(1);
            assertThat(store.head(ID).last()).isEqualTo(events.length + 1);
        }
    }

    @Test
    void namesADatabaseThatIsDamaged() throws IOException {
        try (JournalStore store = JournalStore.open(directory, OWNER, Disk.REAL)) {
            save(store, 1, 10, 1);
        }
        for (Path file : Disk.files(directory)) {
            if (file.getFileName().toString().startsWith("MANIFEST")) {
                byte[] bytes = Files.readAllBytes(file);
                bytes[20] ^= 1;
                Files.write(file, bytes);
            }
        }
        assertThatThrownBy(() -> JournalStore.open(directory, OWNER, Disk.REAL).close())
                .isInstanceOf(DamagedException.class)
                .hasMessageContaining(directory.toString());
    }

    private static void save(JournalStore store, long index, long sequenceNr, long timestamp) throws IOException {
        apply(store, index, new SnapshotChunk(ID, 0, new UUID(0, index), sequenceNr, timestamp, 0, 1, new byte[] {1}));
    }

    private static void apply(JournalStore store, long index, JournalOp op) throws IOException {
        Mutations mutations = new Mutations(store);
        JournalMachine.apply(TermIndex.valueOf(1, index), op, mutations);
        store.write(mutations, store.applied().after(1, index, mutations));
    }
}
