package io.craton.hsm.ops.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** An application of its own process that uses the cluster through the native library. */
final class LoopClient {
    private static final Duration DEADLINE = Duration.ofSeconds(120);

    /** One operation, its times on the machine's monotonic clock. */
    record Operation(boolean succeeded, long startNanos, long endNanos, String detail, String name) {
        static Operation parse(String line) {
            String[] part = line.split(" ", 5);
            return new Operation(
                    part[0].equals("ok"), Long.parseLong(part[1]), Long.parseLong(part[2]), part[3], part[4]);
        }
    }

    private final Process process;
    private final Path output;

    private LoopClient(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    static LoopClient start(ProcessBuilder builder, Path directory) throws IOException {
        Path output = Files.createTempFile(directory, "loop", ".out");
        builder.redirectOutput(output.toFile()).redirectErrorStream(true);
        return new LoopClient(builder.start(), output);
    }

    /** What it has printed so far. */
    List<String> linesSoFar() {
        try {
            return Files.readAllLines(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for its end and answers what it printed; it must have ended well. */
    List<String> lines() {
        await();
        if (process.exitValue() != 0) {
            throw new AssertionError("the client ended with " + process.exitValue() + ": " + lastLine());
        }
        return linesSoFar();
    }

    List<Operation> operations() {
        return lines().stream().map(Operation::parse).toList();
    }

    /** Waits for its end, however it ends. */
    void await() {
        try {
            if (!process.waitFor(DEADLINE.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("the client did not end: " + lastLine());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    void kill() {
        process.destroyForcibly();
    }

    private String lastLine() {
        List<String> lines = linesSoFar();
        return lines.isEmpty() ? "nothing printed" : lines.getLast();
    }
}
