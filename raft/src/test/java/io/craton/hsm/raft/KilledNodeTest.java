package io.craton.hsm.raft;

import static io.craton.hsm.raft.TestCluster.G1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A process that is killed while it writes; the next one in its directory starts and has what was acknowledged. */
class KilledNodeTest {
    private static final int KILLS = 4;
    private static final long SEED = 20261121;

    @TempDir
    private Path directory;

    /** What is killed: writes one event after the other and says each number once it is acknowledged. */
    static final class Writer {
        private Writer() {}

        public static void main(String[] arguments) {
            RaftNode node = EmbeddedNode.open(Path.of(arguments[0]), TestCluster.PATIENCE)
                    .node();
            String id = PersistenceIds.resident(G1, "diary");
            node.replica(G1).barrier().orTimeout(30, TimeUnit.SECONDS).join();
            long sequenceNr = node.replica(G1).store().head(id).last();
            UUID writer = UUID.randomUUID();
            while (true) {
                say(sequenceNr);
                sequenceNr++;
                String event = "e".repeat((int) (sequenceNr * 7919 % 5000));
                Outcome outcome = node.replica(G1)
                        .writeAsLeader(JournalMachineTest.write(id, writer, sequenceNr, event))
                        .orTimeout(30, TimeUnit.SECONDS)
                        .join()
                        .outcome();
                if (!outcome.equals(Outcome.done(sequenceNr))) {
                    throw new IllegalStateException(outcome.toString());
                }
            }
        }

        private static void say(long sequenceNr) {
            System.out.println("at " + sequenceNr);
            System.out.flush();
        }
    }

    @Test
    @Timeout(180)
    void keepsWhatItAcknowledgedEveryTime() throws IOException, InterruptedException {
        Random random = new Random(SEED);
        long acknowledged = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            long writes = 50 + random.nextInt(400);
            acknowledged = killedAfter(acknowledged, writes);
        }
        assertThat(acknowledged).isGreaterThanOrEqualTo(KILLS * 50L);
    }

    /** The last number that the writer said before it was killed, some time after {@code writes} more events. */
    private long killedAfter(long acknowledged, long writes) throws IOException, InterruptedException {
        Process process = start();
        try (BufferedReader out = process.inputReader(StandardCharsets.US_ASCII)) {
            long first = next(out);
            assertThat(first).as("found by the process").isGreaterThanOrEqualTo(acknowledged);
            long last = first;
            while (last < first + writes) {
                last = next(out);
            }
            // Not the process itself, which would close the stream with what was said last.
            process.toHandle().destroyForcibly();
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                last = line.startsWith("at ") ? Math.max(last, Long.parseLong(line.substring(3))) : last;
            }
            return last;
        } finally {
            assertThat(process.destroyForcibly().waitFor(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    private Process start() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--sun-misc-unsafe-memory-access=allow",
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx512m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Writer.class.getName(),
                        directory.resolve("data").toString())
                .redirectErrorStream(true)
                .start();
    }

    private static long next(BufferedReader out) throws IOException {
        String other = "";
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            if (line.startsWith("at ")) {
                return Long.parseLong(line.substring(3));
            }
            other = line;
        }
        throw new AssertionError("the process ended by itself; it said last: " + other);
    }
}
