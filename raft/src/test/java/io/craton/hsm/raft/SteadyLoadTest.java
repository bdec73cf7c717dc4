package io.craton.hsm.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.raft.Plugins.Replayed;
import io.craton.hsm.raft.Plugins.Word;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.persistence.AtomicWrite;
import org.apache.pekko.persistence.PersistentRepr;
import org.apache.pekko.persistence.SnapshotSelectionCriteria;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Actors that write, take snapshots and delete what these hide, for 100 000 events, or for a million with {@code
 * -Dcraton.long=true}: the disk in use does not grow with their number.
 */
class SteadyLoadTest {
    private static final Logger LOG = LoggerFactory.getLogger(SteadyLoadTest.class);

    private static final int EVENTS = Boolean.getBoolean("craton.long") ? 1_000_000 : 100_000;
    private static final GroupId G1 = new GroupId(1);
    private static final int ACTORS = 40;

    /** Events of one write; an actor that persists several at once. */
    private static final int TOGETHER = 10;

    private static final int SNAPSHOT_EVERY = 500;
    private static final String TEXT = "x".repeat(400);

    /**
     * The log up to the next snapshot and what is kept before it, write-ahead files and tables of the database, and two
     * checkpoints, whose links to the same tables are counted again.
     */
    private static final long LIMIT = 200L << 20;

    @TempDir
    private Path directory;

    @Test
    void keepsTheDiskBounded() throws IOException {
        ActorSystem system = Plugins.embedded(directory);
        long peak = 0;
        long began = System.nanoTime();
        int rounds = Math.max(1, EVENTS / (ACTORS * SNAPSHOT_EVERY));
        try (ExecutorService actors = Executors.newFixedThreadPool(ACTORS)) {
            for (int round = 0; round < rounds; round++) {
                long from = (long) round * SNAPSHOT_EVERY + 1;
                List<CompletableFuture<Void>> all = IntStream.range(0, ACTORS)
                        .mapToObj(i -> CompletableFuture.runAsync(
                                        () -> write(new Plugins(system), "actor-" + i, from), actors)
                                .orTimeout(120, TimeUnit.SECONDS))
                        .toList();
                all.forEach(CompletableFuture::join);
                long used = size(directory);
                peak = Math.max(peak, used);
                if (round % 5 == 0 || round == rounds - 1) {
                    LOG.info(
                            "{} events, {} MB on disk, {} s",
                            (round + 1L) * ACTORS * SNAPSHOT_EVERY,
                            used >> 20,
                            TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began));
                }
                assertThat(used).as("bytes after round %d", round).isLessThan(LIMIT);
            }
        }
        LOG.info("peak {} MB", peak >> 20);
        assertEverythingIsThere(new Plugins(system), (long) rounds * SNAPSHOT_EVERY);
        assertThat(checkpoints()).as("checkpoints of g1").isBetween(1L, 2L);
        Plugins.end(system);
    }

    private static void write(Plugins plugins, String id, long from) {
        for (long first = from; first < from + SNAPSHOT_EVERY; first += TOGETHER) {
            List<PersistentRepr> events = new ArrayList<>();
            for (long n = first; n < first + TOGETHER; n++) {
                events.add(Plugins.event(id, n, "writer", new Word(TEXT + n)));
            }
            AtomicWrite write = Plugins.atomic(events.toArray(PersistentRepr[]::new));
            assertThat(plugins.write(write).each()).hasSize(TOGETHER);
        }
        long last = from + SNAPSHOT_EVERY - 1;
        plugins.save(Plugins.at(id, last), new Word("state " + last));
        plugins.delete(id, last);
        plugins.delete(id, SnapshotSelectionCriteria.create(last - 1, Long.MAX_VALUE));
    }

    private static void assertEverythingIsThere(Plugins plugins, long last) {
        for (int i = 0; i < ACTORS; i++) {
            String id = "actor-" + i;
            assertThat(plugins.replay(id)).isEqualTo(new Replayed(List.of(), last));
            assertThat(plugins.load(id, SnapshotSelectionCriteria.latest()))
                    .hasValueSatisfying(s -> assertThat(s.snapshot()).isEqualTo(new Word("state " + last)));
        }
    }

    private long checkpoints() throws IOException {
        try (Stream<Path> files =
                Files.walk(directory.resolve("log").resolve(G1.uuid("embedded").toString()), 2)) {
            return files.filter(p -> p.getFileName().toString().startsWith("checkpoint."))
                    .count();
        }
    }

    private static long size(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(SteadyLoadTest::length)
                    .sum();
        }
    }

    /** Files come and go meanwhile. */
    private static long length(Path file) {
        try {
            return Files.size(file);
        } catch (NoSuchFileException e) {
            return 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
