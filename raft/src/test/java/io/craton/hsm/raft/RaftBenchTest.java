package io.craton.hsm.raft;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The measuring program runs and answers; how fast anything is, no test says. */
class RaftBenchTest {
    private static final List<String> FLAGS = List.of(
            "--sun-misc-unsafe-memory-access=allow",
            "--enable-native-access=ALL-UNNAMED",
            "-XX:TieredStopAtLevel=1",
            "-Xmx256m");

    @TempDir
    private Path directory;

    @Test
    @Timeout(180)
    void answersEveryQuestionWithNumbers() throws IOException, InterruptedException {
        try (RaftBench bench = new RaftBench(directory, FLAGS)) {
            assertThat(numbers(bench, "write 8 1"))
                    .hasSize(3)
                    .allMatch(n -> n > 0)
                    .satisfies(n -> assertThat(n[1]).isLessThanOrEqualTo(n[2]));
            assertThat(numbers(bench, "recover 1000")).hasSize(1);
            assertThat(numbers(bench, "save 100000")).hasSize(1);
            assertThat(numbers(bench, "snapshot 1000")).hasSize(2);
            assertThat(numbers(bench, "elect 1")).hasSize(2).allMatch(n -> n > 0);
            assertThat(numbers(bench, "write 1 1")).hasSize(3).allMatch(n -> n > 0);
        }
    }

    private static Long[] numbers(RaftBench bench, String question) throws IOException, InterruptedException {
        return Arrays.stream(bench.measure(question).split(" "))
                .map(Long::valueOf)
                .toArray(Long[]::new);
    }
}
