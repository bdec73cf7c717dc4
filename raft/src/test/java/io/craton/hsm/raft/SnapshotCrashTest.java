package io.craton.hsm.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.proto.RaftProtos.RaftPeerRole;
import org.apache.ratis.proto.RaftProtos.StateMachineLogEntryProto;
import org.apache.ratis.statemachine.SnapshotRetentionPolicy;
import org.apache.ratis.statemachine.TransactionContext;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.util.LifeCycle;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that ends at any step of taking or installing a snapshot leaves the old one or the new one, and no rubbish. */
class SnapshotCrashTest {
    private static final GroupId G1 = new GroupId(1);
    private static final String ID = PersistenceIds.roaming(G1, "diary");
    private static final UUID WRITER = new UUID(1, 2);
    private static final long OLD = 30;
    private static final long BETWEEN = 40;
    private static final long NEW = 60;

    private static final JournalStateMachine.Keeper ALONE = new JournalStateMachine.Keeper() {
        @Override
        public void leadershipMayHaveChanged() {
            throw new AssertionError("nobody leads here");
        }

        @Override
        public void logFailed() {
            throw new AssertionError("there is no log here");
        }

        @Override
        public void snapshotDue() {
            throw new AssertionError("the entries are small");
        }
    };

    /** More steps than either walk has. */
    private static final int MAX_STEPS = 300;

    /** What a replica that nothing happened to has at each index. */
    private final Map<Long, AppliedMark> truth = new TreeMap<>();

    @TempDir
    private Path directory;

    private Place source;

    /** Ends the process before its next step number {@code left}. */
    private static final class Crashing implements Disk.Gate {
        private int left = Integer.MAX_VALUE;

        @Override
        public void pass(String step) throws IOException {
            if (left-- <= 0) {
                throw new Crash(step);
            }
        }
    }

    private static final class Crash extends IOException {
        private static final long serialVersionUID = 1L;

        Crash(String step) {
            super(step);
        }
    }

    /** Where a replica keeps its files. */
    record Place(Path root) {
        Path home() {
            return root.resolve("sm");
        }

        Path received() {
            return root.resolve("tmp").resolve("snapshot-1");
        }

        Path database() {
            return root.resolve("db");
        }

        Path checkpoint(long index) {
            return home().resolve("checkpoint.1_" + index);
        }

        JournalStateMachine open(Disk disk) throws IOException {
            return open(disk, ALONE);
        }

        JournalStateMachine open(Disk disk, JournalStateMachine.Keeper keeper) throws IOException {
            JournalStateMachine machine = new JournalStateMachine(G1, "test", database(), disk, keeper);
            machine.recover(home(), root.resolve("tmp"));
            machine.getLifeCycle().transition(LifeCycle.State.STARTING);
            machine.getLifeCycle().transition(LifeCycle.State.RUNNING);
            return machine;
        }
    }

    @BeforeEach
    void makeASnapshotElsewhere() throws IOException {
        source = new Place(directory.resolve("source"));
        try (JournalStateMachine machine = source.open(Disk.REAL)) {
            for (long index = 1; index <= NEW; index++) {
                apply(machine, index, index);
                truth.put(index, machine.mark());
            }
            machine.takeSnapshot();
        }
    }

    @Test
    void survivesAnEndAtEveryStepOfTakingOne() throws IOException {
        int steps = 0;
        while (steps < MAX_STEPS && !takes(new Place(directory.resolve("take-" + steps)), steps)) {
            steps++;
        }
        assertThat(steps).as("steps of taking a snapshot").isBetween(10, MAX_STEPS - 1);
    }

    @Test
    void survivesAnEndAtEveryStepOfInstallingOne() throws IOException {
        int steps = 0;
        while (steps < MAX_STEPS && !installs(new Place(directory.resolve("install-" + steps)), steps)) {
            steps++;
        }
        assertThat(steps).as("steps of installing a snapshot").isBetween(20, MAX_STEPS - 1);
    }

    @Test
    void clearsAwayASnapshotThatDidNotArriveWhole() throws IOException {
        Place place = new Place(directory.resolve("partial"));
        old(place, Disk.REAL).close();
        receive(place);
        Files.delete(Disk.files(place.received().resolve("checkpoint.1_" + NEW)).getLast());
        assertOldOrNew(place);
        assertThat(place.checkpoint(OLD)).exists();
    }

    @Test
    void refusesADamagedSnapshotAndNamesTheFile() throws IOException {
        Path table = Disk.files(source.checkpoint(NEW)).stream()
                .filter(file -> file.toString().endsWith(".sst"))
                .findFirst()
                .orElseThrow();
        try (FileChannel file = FileChannel.open(table, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer one = ByteBuffer.allocate(1);
            file.read(one, file.size() / 2);
            one.put(0, (byte) (one.get(0) ^ 1)).rewind();
            file.write(one, file.size() / 2);
        }
        Disk.REAL.delete(source.database());
        assertThatThrownBy(() -> source.open(Disk.REAL).close())
                .isInstanceOf(DamagedException.class)
                .hasMessageContaining(table.toString());
    }

    @Test
    void givesBackItsSpaceWhenASnapshotDoesNotFit() throws IOException {
        Place place = new Place(directory.resolve("full"));
        boolean[] full = {false};
        Disk disk = new Disk(step -> {
            if (full[0] && step.startsWith("sync")) {
                throw new IOException("No space left on device");
            }
        });
        try (JournalStateMachine machine = old(place, disk)) {
            full[0] = true;
            assertThatThrownBy(machine::takeSnapshot).hasMessageContaining("No space left");
            assertThat(Disk.entries(place.root().resolve("tmp"))).isEmpty();
            full[0] = false;
            assertThat(machine.takeSnapshot()).isEqualTo(BETWEEN);
        }
    }

    /** Whether the snapshot was complete before the process ended. */
    private boolean takes(Place place, int steps) throws IOException {
        Crashing gate = new Crashing();
        boolean finished = true;
        try (JournalStateMachine machine = old(place, new Disk(gate))) {
            apply(machine, BETWEEN + 1, NEW);
            gate.left = steps;
            machine.takeSnapshot();
            machine.getStateMachineStorage().cleanupOldSnapshots(keepOne());
        } catch (Crash e) {
            finished = false;
        }
        assertOldOrNew(place);
        return finished;
    }

    /** Does what Ratis does when the last piece has arrived. */
    private boolean installs(Place place, int steps) throws IOException {
        Crashing gate = new Crashing();
        Disk disk = new Disk(gate);
        boolean finished = true;
        try (JournalStateMachine machine = old(place, disk)) {
            receive(place);
            gate.left = steps;
            machine.pause();
            Path aside = place.root().resolve("sm.tmp20261121");
            disk.move(place.home(), aside);
            disk.move(place.received(), place.home());
            disk.delete(aside);
            machine.reinitialize();
            assertThat(machine.mark()).isEqualTo(truth.get(NEW));
        } catch (Crash e) {
            finished = false;
        } catch (UncheckedIOException e) {
            assertThat(e).hasCauseInstanceOf(Crash.class);
            finished = false;
        }
        assertOldOrNew(place);
        return finished;
    }

    /** A replica with a snapshot at {@link #OLD} that has gone on to {@link #BETWEEN}. */
    private static JournalStateMachine old(Place place, Disk disk) throws IOException {
        JournalStateMachine machine = place.open(disk);
        apply(machine, 1, OLD);
        machine.takeSnapshot();
        apply(machine, OLD + 1, BETWEEN);
        return machine;
    }

    private void receive(Place place) throws IOException {
        Path target = place.received().resolve("checkpoint.1_" + NEW);
        Files.createDirectories(target);
        for (Path file : Disk.files(source.checkpoint(NEW))) {
            Files.copy(file, target.resolve(file.getFileName()));
        }
    }

    private void assertOldOrNew(Place place) throws IOException {
        long latest;
        try (JournalStateMachine next = place.open(Disk.REAL)) {
            latest = next.getLatestSnapshot().getIndex();
            assertThat(latest).isIn(OLD, NEW);
            assertThat(next.mark().index()).isBetween(latest, NEW);
            assertThat(next.mark()).isEqualTo(truth.get(next.mark().index()));
        }
        assertThat(Disk.entries(place.root()))
                .extracting(path -> path.getFileName().toString())
                .isSubsetOf("sm", "tmp", "db");
        assertThat(Disk.entries(place.root().resolve("tmp"))).isEmpty();
        Disk.REAL.delete(place.database());
        try (JournalStateMachine fromSnapshot = place.open(Disk.REAL)) {
            assertThat(fromSnapshot.mark()).isEqualTo(truth.get(latest));
            apply(fromSnapshot, latest + 1, NEW);
            assertThat(fromSnapshot.mark()).isEqualTo(truth.get(NEW));
        }
    }

    private static SnapshotRetentionPolicy keepOne() {
        return new SnapshotRetentionPolicy() {
            @Override
            public int getNumSnapshotsRetained() {
                return 1;
            }
        };
    }

    /** Entries {@code from} to {@code to}; each writes the event of its index. */
    private static void apply(JournalStateMachine machine, long from, long to) {
        for (long index = from; index <= to; index++) {
            apply(machine, index, JournalMachineTest.write(ID, WRITER, index, "event " + index));
        }
    }

    /** The entry {@code index}, with one operation. */
    static void apply(JournalStateMachine machine, long index, JournalOp op) {
        byte[] entry = JournalCodec.entry(List.of(JournalCodec.encode(op)));
        LogEntryProto logged = LogEntryProto.newBuilder()
                .setTerm(1)
                .setIndex(index)
                .setStateMachineLogEntry(StateMachineLogEntryProto.newBuilder().setLogData(ByteString.copyFrom(entry)))
                .build();
        machine.applyTransaction(TransactionContext.newBuilder()
                        .setServerRole(RaftPeerRole.FOLLOWER)
                        .setStateMachine(machine)
                        .setLogEntry(logged)
                        .build())
                .join();
    }
}
