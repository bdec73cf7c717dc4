package io.craton.hsm.core.simulation;

import java.util.List;
import java.util.Optional;

/** One entry of the Raft log; compared by identity, as it is never changed. */
final class LogEntry {
    /**
     * A write of a token's copy.
     *
     * @param writer the copy, unique
     * @param writerTerm of the leadership it was started under
     * @param fromSequence number of the first event, 1-based
     */
    record Write(long writer, long writerTerm, long fromSequence, List<byte[]> events) {}

    private final long term;
    private final Optional<Write> write;

    LogEntry(long term, Optional<Write> write) {
        this.term = term;
        this.write = write;
    }

    long term() {
        return term;
    }

    /** Empty in the entry a new leader begins with. */
    Optional<Write> write() {
        return write;
    }
}
