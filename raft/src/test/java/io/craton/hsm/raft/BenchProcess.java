package io.craton.hsm.raft;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A {@link BenchNode}, as its parent sees it. One question at a time. */
final class BenchProcess implements AutoCloseable {
    /** A hundred thousand events are written and read in this. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final String name;
    private final Process process;
    private final Writer questions;
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();

    private BenchProcess(String name, Process process) {
        this.name = name;
        this.process = process;
        this.questions = process.outputWriter(StandardCharsets.US_ASCII);
    }

    /** @param ready called on a thread of its own each time the node has become the leader */
    static BenchProcess start(String name, List<String> command, Consumer<BenchProcess> ready) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        BenchProcess node = new BenchProcess(name, process);
        Thread.ofPlatform().daemon().name("bench-" + name).start(() -> node.listen(ready));
        return node;
    }

    String name() {
        return name;
    }

    private void listen(Consumer<BenchProcess> ready) {
        String last = "nothing";
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                if (line.equals(BenchNode.SAYS + BenchNode.READY)) {
                    ready.accept(this);
                } else if (line.startsWith(BenchNode.SAYS)) {
                    answers.add(line.substring(BenchNode.SAYS.length()));
                } else {
                    last = line;
                }
            }
            answers.add(name + " has ended; it said last: " + last);
        } catch (IOException e) {
            answers.add(name + " cannot be heard: " + e.getMessage());
        }
    }

    /**
     * The numbers of the answer.
     *
     * @throws IllegalStateException with what the node said instead of numbers, also when it has ended
     */
    String ask(String question) throws InterruptedException {
        try {
            questions.write(question + '\n');
            questions.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(name + " does not listen", e);
        }
        String answer = answers.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        if (answer == null || !answer.startsWith(BenchNode.ANSWER)) {
            throw new IllegalStateException(name + " to '" + question + "': " + answer);
        }
        return answer.substring(BenchNode.ANSWER.length());
    }

    /** Kills it (SIGKILL) and waits until it is gone. */
    @Override
    public void close() {
        try {
            if (!process.destroyForcibly().waitFor(30, TimeUnit.SECONDS)) {
                throw new IllegalStateException(name + " cannot be killed");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
