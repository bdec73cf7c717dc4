package io.craton.hsm.core.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** What a Raft peer keeps over a crash: term and vote at once, log entries once they are synced. */
final class RaftDisk {
    private final List<LogEntry> log = new ArrayList<>();
    private int synced;
    private int truncations;
    private long term;
    private OptionalInt votedFor = OptionalInt.empty();

    long term() {
        return term;
    }

    OptionalInt votedFor() {
        return votedFor;
    }

    void enter(long newTerm) {
        term = newTerm;
        votedFor = OptionalInt.empty();
    }

    void vote(int candidate) {
        votedFor = OptionalInt.of(candidate);
    }

    int length() {
        return log.size();
    }

    /** Entries on disk. */
    int synced() {
        return synced;
    }

    LogEntry entry(int index) {
        return log.get(index);
    }

    /** The term of the entry at {@code index}; 0 before the first. */
    long termAt(int index) {
        return index < 0 ? 0 : log.get(index).term();
    }

    List<LogEntry> from(int index) {
        return List.copyOf(log.subList(index, log.size()));
    }

    void append(LogEntry entry) {
        log.add(entry);
    }

    void truncate(int length) {
        log.subList(length, log.size()).clear();
        synced = Math.min(synced, length);
        truncations++;
    }

    int truncations() {
        return truncations;
    }

    /** A sync that began when the log had {@code length} entries has ended. */
    void synced(int length, int truncationsThen) {
        if (truncationsThen == truncations) {
            synced = Math.max(synced, length);
        }
    }

    void loseUnsynced() {
        log.subList(synced, log.size()).clear();
        truncations++;
    }
}
