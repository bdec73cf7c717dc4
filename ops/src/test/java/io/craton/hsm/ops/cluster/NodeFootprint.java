package io.craton.hsm.ops.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What a node's process holds: threads, descriptors, and connections of its gateway. For one thread. */
final class NodeFootprint {
    /** The node's own threads and connections to other nodes come and go; what is looked for comes by the hundred. */
    private static final long SLACK = 12;

    /** @param descriptors -1 where only root may count them: a node cannot be dumped, so its /proc directory is root's */
    private record Held(long threads, long descriptors, long connections) {}

    private final Path process;
    private final Path socket;
    private Held before = new Held(0, 0, 0);

    NodeFootprint(long pid, Path socket) {
        this.process = Path.of("/proc", String.valueOf(pid));
        this.socket = socket;
    }

    void remember() {
        before = held();
    }

    void assertNoMoreThanBefore() {
        Held now = held();
        System.out.println("held by the node: before " + before + ", now " + now);
        assertThat(now.connections()).as("connections").isLessThanOrEqualTo(before.connections());
        assertThat(now.threads()).as("threads").isLessThanOrEqualTo(before.threads() + SLACK);
        assertThat(now.descriptors()).as("descriptors").isLessThanOrEqualTo(before.descriptors() + SLACK);
    }

    private Held held() {
        try {
            return new Held(entries(process.resolve("task")), descriptors(), connections());
        } catch (IOException e) {
            throw new UncheckedIOException("the node is gone", e);
        }
    }

    private long descriptors() throws IOException {
        try {
            return entries(process.resolve("fd"));
        } catch (AccessDeniedException e) {
            return -1;
        }
    }

    /** Accepted connections carry the path of the socket they came in by (proc(5), /proc/net/unix). */
    private long connections() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/net/unix"))) {
            return lines.filter(line -> line.endsWith(" " + socket)).count();
        }
    }

    private static long entries(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.count();
        }
    }
}
